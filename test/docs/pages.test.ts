import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConnectionString } from '../../src/index.ts';
import { validateDeclaration } from '../../src/rest/validate-declaration.ts';
import { codeBlocks } from './code-blocks.ts';
import { root } from './program.ts';

const pages = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file)),
];

function read(...file: readonly string[]): string {
  return readFileSync(path.join(root, ...file), 'utf8');
}

describe('every page', () => {
  it.each(pages)('leads only to what is there: %s', (page) => {
    const text = read(page).replaceAll(/^```.*?^```$/gms, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    const missing = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [file = '', heading] = link.split('#');
      const target = file === '' ? path.join(root, page) : path.join(root, path.dirname(page), file);
      if (!existsSync(target)) return true;
      return heading !== undefined && !headingsOf(readFileSync(target, 'utf8')).includes(heading);
    });
    expect(missing).toEqual([]);
  });

  it.each(pages)('names only files of the repository that are there: %s', (page) => {
    const files = [...read(page).matchAll(/`((?:src|test|docs|scripts|examples)\/[\w./-]+)`/g)];
    const missing = files.map((match) => match[1] ?? '').filter((file) => !existsSync(path.join(root, file)));
    expect(missing).toEqual([]);
  });
});

/** The anchors of a page's headings, as the viewers of repositories make them. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the page on declarations', () => {
  const page = read('docs', 'declarations.md');

  it('shows the declaration of the examples, which holds', () => {
    const [shown = ''] = codeBlocks(page, 'json');
    expect(JSON.parse(shown)).toEqual(JSON.parse(read('examples', 'hr.json')));
    expect(validateDeclaration(JSON.parse(shown)).tables.map(({ name }) => name)).toEqual(['Employees']);
  });

  it('names every property of a read, and every style', () => {
    const form = read('src', 'rest', 'declaration.ts');
    const styles = [...form.matchAll(/style: '([\w-]+)'/g)].map((match) => match[1]);
    const names = [...membersOf(form, 'ReadDeclaration'), ...styles];
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });
});

function membersOf(code: string, name: string): string[] {
  const body = new RegExp(`export interface ${name} \\{(.*?)^\\}`, 'ms').exec(code)?.[1] ?? '';
  return [...body.matchAll(/^ {2}readonly (\w+)/gm)].map((match) => match[1] ?? '');
}

describe('the page on dependencies', () => {
  it('defends each dependency, and nothing that is none', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json'));
    const declared = { ...dependencies, ...optionalDependencies, ...devDependencies };
    const defended = [...read('docs', 'dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(
      (match) => match[1],
    );
    expect(defended.sort()).toEqual(Object.keys(declared).sort());
  });
});

describe('the page on connection strings', () => {
  it('shows strings, and a connections file, that can be read', () => {
    const page = read('docs', 'connection-strings.md');
    const [example = ''] = codeBlocks(page, '');
    expect(parseConnectionString(example).entries.map(({ name }) => name)).toContain('APIToken');
    const [connections = '{}'] = codeBlocks(page, 'json');
    const strings: readonly string[] = Object.values(JSON.parse(connections)).flatMap((value) =>
      typeof value === 'string' ? [value] : (Object.values(value as object) as string[]),
    );
    for (const string of strings.filter((text) => !text.startsWith('@'))) {
      expect(parseConnectionString(string).entries).not.toEqual([]);
    }
  });
});
