import path from 'node:path';
import process from 'node:process';
import { type MachineKeyPlaces, machineKeyPlaces } from '../../oauth/store/machine-keys.ts';
import { connect } from '../connect.ts';
import type { OptionsHost } from '../options/host.ts';
import { nodeStores } from '../sign-in-host.ts';
import { type Finding, failed, failure, ok, warning } from './finding.ts';

/** The oldest Node.js that is tested, as `engines` in package.json says. */
const oldestNode = [20, 19] as const;

/** What can be found out about this machine without any source. */
export async function checkMachine(host: OptionsHost): Promise<readonly Finding[]> {
  return [checkNode(process.versions.node), await checkEngine(), ...(await checkMachineKey(host))];
}

/** Whether a version of Node.js, such as 20.19.4, is new enough. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  const message = `Node.js ${version} on ${process.platform} ${process.arch}`;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
    ? ok('node', message)
    : failed('node', message, `Install Node.js ${oldestNode.join('.')} or newer.`);
}

async function checkEngine(): Promise<Finding> {
  try {
    const connection = await connect({});
    try {
      await connection.query('SELECT 6 * 7');
      return ok('engine', 'DuckDB opens and answers');
    } finally {
      await connection.close();
    }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return failed(
      'engine',
      `DuckDB does not work here: ${said}`,
      'Install the package anew, on this machine and with its optional packages (npm install --include=optional).',
    );
  }
}

async function checkMachineKey(host: OptionsHost): Promise<readonly Finding[]> {
  try {
    const places = await machineKeyPlaces(nodeStores(host).host);
    return [describePlaces(places), ...(places.inFile ? await checkPrivate(places.file, host) : [])];
  } catch (error) {
    return [failure('machine key', error)];
  }
}

function describePlaces({ keychain, file, inFile }: MachineKeyPlaces): Finding {
  if (keychain === 'holds one') return ok('machine key', 'kept sign-ins open with a key in the keychain');
  if (inFile) return ok('machine key', `kept sign-ins open with the key in ${file}`);
  const place = keychain === 'holds none' ? 'in the keychain' : `in ${file}, as no keychain answers`;
  return ok('machine key', `there is none yet: the first sign-in makes one ${place}`);
}

async function checkPrivate(file: string, host: OptionsHost): Promise<readonly Finding[]> {
  const open = await isOpen(file, host);
  if (!open) return [];
  const message = `others on this machine can reach ${file}`;
  return [warning('machine key', message, `Run chmod 600 ${path.basename(file)} in its folder.`)];
}

/** Whether others than its owner can reach a file; false where there is none, or no permissions to judge. */
export async function isOpen(file: string, host: OptionsHost): Promise<boolean> {
  const permissions = await host.permissions(file).catch(() => undefined);
  return permissions !== undefined && (permissions & 0o077) !== 0;
}
