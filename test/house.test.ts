import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const src = path.join(import.meta.dirname, '..', 'src');

/** Rooms from the top of the house down; a room may import only from rooms below it. */
const floors = [
  ['cli'],
  ['designer', 'server'],
  ['index.ts'],
  ['driver'],
  ['connectors'],
  ['rest', 'planner', 'engine'],
  ['spi', 'plan', 'sql'],
  ['oauth'],
  ['network'],
  ['catalog'],
  ['errors.ts'],
];

const files = filesOf(src).map((file) => {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({
    specifier: match[1] as string,
    lazy:
      /import\s*\(\s*$/.test(text.slice(Math.max(0, match.index), match.index + 8)) ||
      /import\(/.test(match[0]),
    typeOnly: /import type[^;]*$/.test(text.slice(0, match.index).split(';').at(-1) ?? ''),
  }));
  return { name: path.relative(src, file), room: roomOf(file), file, text, imports };
});

function filesOf(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => path.join(folder, name))
    .flatMap((file) => (statSync(file).isDirectory() ? filesOf(file) : file.endsWith('.ts') ? [file] : []));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

function roomOf(file: string): string {
  return path.relative(src, file).split(path.sep)[0] as string;
}

function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

/** Every import inside the house: from which file, to which file. */
const arrows = files.flatMap((file) =>
  file.imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map((edge) => ({ ...edge, from: file, to: path.resolve(path.dirname(file.file), edge.specifier) })),
);

describe('the house', () => {
  it('has a floor for every room', () => {
    const rooms = new Set(files.map(({ room }) => room));
    expect([...rooms].filter((room) => room !== 'sandbox' && floorOf(room) < 0)).toEqual([]);
  });

  it('has arrows only downwards', () => {
    const upwards = arrows
      .filter(
        ({ from, to }) => roomOf(to) !== from.room && from.room !== 'sandbox' && roomOf(to) !== 'sandbox',
      )
      .filter(({ from, to }) => floorOf(roomOf(to)) <= floorOf(from.room))
      .map(({ from, specifier }) => `${from.name} → ${specifier}`);
    expect(upwards).toEqual([]);
  });

  it('lets the sandbox import nothing of the driver, and names it only in cli and connectors', () => {
    const fromSandbox = arrows.filter(({ from, to }) => from.room === 'sandbox' && roomOf(to) !== 'sandbox');
    expect(fromSandbox.map(({ from, specifier }) => `${from.name} → ${specifier}`)).toEqual([]);
    const toSandbox = arrows.filter(({ from, to }) => from.room !== 'sandbox' && roomOf(to) === 'sandbox');
    expect(
      toSandbox
        .filter(({ from, lazy, typeOnly }) => {
          const inRegistry = from.name === path.join('connectors', 'index.ts') && (lazy || typeOnly);
          return from.room !== 'cli' && !inRegistry;
        })
        .map(({ from, specifier }) => `${from.name} → ${specifier}`),
    ).toEqual([]);
  });

  it('keeps connectors apart from each other', () => {
    const connectorOf = (file: string) => path.relative(src, file).split(path.sep)[1];
    const crossing = arrows.filter(
      ({ from, to }) =>
        from.room === 'connectors' &&
        roomOf(to) === 'connectors' &&
        !from.name.endsWith(path.join('connectors', 'index.ts')) &&
        connectorOf(from.file) !== connectorOf(to),
    );
    expect(crossing.map(({ from, specifier }) => `${from.name} → ${specifier}`)).toEqual([]);
  });

  it('keeps the planner, the engine and rest apart, and connectors away from planner, engine and driver', () => {
    const parted = arrows.filter(({ from, to }) => {
      const room = roomOf(to);
      if (room === from.room) return false;
      if (['rest', 'planner', 'engine'].includes(from.room))
        return ['rest', 'planner', 'engine'].includes(room);
      return from.room === 'connectors' && ['planner', 'engine', 'driver', 'plan', 'sql'].includes(room);
    });
    expect(parted.map(({ from, specifier }) => `${from.name} → ${specifier}`)).toEqual([]);
  });

  it('names DuckDB only in the engine', () => {
    const naming = files.filter(
      ({ room, imports }) =>
        room !== 'engine' &&
        imports.some(({ specifier }) => specifier.includes('duckdb') && !specifier.startsWith('.')),
    );
    expect(naming.map(({ name }) => name)).toEqual([]);
  });

  it('lets rest know no connector by name', () => {
    const naming = files.filter(
      ({ room, text }) =>
        room === 'rest' && /okta/i.test(withoutComments(text).replaceAll("'okta-fields'", '')),
    );
    expect(naming.map(({ name }) => name)).toEqual([]);
  });

  it('gives faces only the public one', () => {
    const past = arrows.filter(
      ({ from, to }) =>
        ['cli', 'server', 'designer'].includes(from.room) &&
        !['index.ts', 'server', 'designer', 'sandbox', from.room].includes(roomOf(to)),
    );
    expect(past.map(({ from, specifier }) => `${from.name} → ${specifier}`)).toEqual([]);
  });

  it('has no drawer', () => {
    const drawers = files.filter(({ name }) =>
      /(^|[/\\])(utils?|helpers?|common|misc|types|lib)(\.ts|[/\\])/.test(name),
    );
    // `sqluice types` is a command of that name.
    const command = path.join('cli', 'commands', 'types.ts');
    expect(drawers.map(({ name }) => name).filter((name) => name !== command)).toEqual([]);
  });

  it('exports nothing by default and says nothing to type checkers to shut them up', () => {
    const silent = files.filter(({ text }) => /export default|@ts-ignore|@ts-nocheck/.test(text));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
