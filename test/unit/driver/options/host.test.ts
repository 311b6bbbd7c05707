import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { nodeHost } from '../../../../src/driver/options/host.ts';

it('reads variables, files and permissions of this machine', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sqluice-host-'));
  try {
    const file = path.join(folder, 'key');
    await writeFile(file, 'text\n');
    await chmod(file, 0o640);
    const host = nodeHost({ A: '1' });
    expect(host.variable('A')).toBe('1');
    expect(host.variable('PATH')).toBeUndefined();
    expect(await host.readText(file)).toBe('text\n');
    expect(await host.permissions(file)).toBe(process.platform === 'win32' ? undefined : 0o640);
    await expect(host.readText(path.join(folder, 'none'))).rejects.toThrow();
  } finally {
    await rm(folder, { recursive: true });
  }
});
