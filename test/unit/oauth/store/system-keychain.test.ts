import { platform } from 'node:os';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { systemKeychain } from '../../../../src/oauth/store/system-keychain.ts';

describe('the keychain of the system', () => {
  // A real one is left alone.
  it.runIf(platform() === 'linux' && !process.env.DBUS_SESSION_BUS_ADDRESS)(
    'is never replaced by one that forgets at a restart',
    async () => {
      await expect(systemKeychain().read()).rejects.toThrow();
      await expect(systemKeychain().write('key')).rejects.toThrow();
    },
  );
});
