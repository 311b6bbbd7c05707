import type { Resource } from './resource.ts';
import { created, cycle, digits, flag, id, idIn, later, named, sometimes, updated } from './shape.ts';

const search = ['eq', 'sw', 'pr', 'gt', 'ge', 'lt', 'le'] as const;
const text = { kind: 'text', operators: search } as const;
const containable = { kind: 'text', operators: [...search, 'co'] } as const;

const assurance = (platform: string, more: object) => ({
  id: id('dae'),
  name: named('Assurance'),
  platform,
  displayRemediationMode: cycle('SHOW', 'HIDE'),
  gracePeriod: sometimes({ type: 'BY_DATE_TIME', expiry: later(400) }),
  devicePostureChecks: sometimes({ include: [{ variableName: 'macOSFirewall', value: 'true' }] }),
  createdBy: idIn('users'),
  createdDate: created,
  lastUpdate: updated,
  lastUpdatedBy: idIn('users'),
  ...more,
});

/** Devices, who uses them, and what is asked of them. */
export const deviceResources: readonly Resource[] = [
  {
    name: 'devices',
    path: '/api/v1/devices',
    scopes: ['okta.devices.read'],
    count: 24,
    key: 'id',
    identityEngine: true,
    pages: { default: 200, minimum: 1, maximum: 200 },
    search: {
      id: text,
      status: text,
      lastUpdated: { kind: 'time', operators: ['eq', 'gt', 'ge', 'lt', 'le', 'pr'] },
      'profile.displayName': containable,
      'profile.platform': text,
      'profile.manufacturer': text,
      'profile.model': text,
      'profile.osVersion': text,
      'profile.serialNumber': containable,
      'profile.imei': containable,
      'profile.meid': containable,
      'profile.udid': containable,
      'profile.sid': containable,
    },
    shape: {
      id: id('guo'),
      status: cycle('ACTIVE', 'DEACTIVATED', 'SUSPENDED', 'UNSUSPENDED'),
      created,
      lastUpdated: updated,
      profile: {
        displayName: named('Device'),
        platform: cycle('MACOS', 'WINDOWS', 'IOS', 'ANDROID'),
        manufacturer: cycle('APPLE', 'Dell', 'APPLE', 'samsung'),
        model: cycle('MacBookPro16,1', 'Latitude', 'iPhone', 'Galaxy'),
        osVersion: cycle('13.5.2', '10.0.19044', '16.1', '12'),
        serialNumber: digits(12),
        imei: sometimes(digits(15)),
        meid: sometimes(digits(14)),
        udid: sometimes(digits(24)),
        sid: sometimes('S-1-5-21-1'),
        tpmPublicKeyHash: sometimes(digits(32)),
        diskEncryptionType: cycle('ALL_INTERNAL_VOLUMES', 'NONE', 'FULL', 'USER'),
        registered: flag('registered'),
        managed: flag('managed'),
        secureHardwarePresent: flag('secure'),
        integrityJailbreak: flag('jailbreak '),
      },
      providers: sometimes([{ name: 'CHROME', integrations: [] }]),
      resourceType: 'UDDevice',
      resourceId: id('guo'),
      resourceAlternateId: sometimes(digits(8)),
      resourceDisplayName: { value: named('Device'), sensitive: flag('sensitive') },
    },
  },
  {
    name: 'deviceUsers',
    path: '/api/v1/devices/{id}/users',
    scopes: ['okta.devices.read'],
    within: [{ collection: 'devices' }],
    identityEngine: true,
    count: 0,
    shape: {},
    // Every device has the users whose ordinals begin where its own ends.
    rows: ({ parents: [device], objects }) => {
      const rows = [];
      for (const { row, ordinal } of objects('users')) {
        if (ordinal >= 60 || !device) break;
        if (ordinal % 24 !== device.ordinal) continue;
        rows.push({
          created: row.created,
          managementStatus: ordinal % 2 === 0 ? 'MANAGED' : 'NOT_MANAGED',
          screenLockType: ['NONE', 'PASSCODE', 'BIOMETRIC'][ordinal % 3],
          user: row,
        });
      }
      return rows;
    },
  },
  {
    name: 'deviceAssurances',
    path: '/api/v1/device-assurances',
    scopes: ['okta.deviceAssurance.read'],
    count: 10,
    key: 'id',
    identityEngine: true,
    shape: cycle(
      assurance('ANDROID', {
        osVersion: { minimum: '12.4.5' },
        jailbreak: false,
        secureHardwarePresent: true,
        diskEncryptionType: { include: ['USER', 'FULL'] },
        screenLockType: { include: ['BIOMETRIC'] },
      }),
      assurance('IOS', {
        osVersion: { minimum: '16.1' },
        jailbreak: true,
        callerContext: { managedApp: true },
      }),
      assurance('MACOS', {
        osVersion: { dynamicVersionRequirement: { type: 'MINIMUM', distanceFromLatestMajor: 0 } },
        secureHardwarePresent: true,
        diskEncryptionType: { include: ['ALL_INTERNAL_VOLUMES'] },
      }),
      assurance('WINDOWS', {
        osVersionConstraints: [{ majorVersionConstraint: 'WINDOWS_11', minimum: '10.0.22000' }],
        thirdPartySignalProviders: { dtc: { browserVersion: { minimum: '100.0' } } },
      }),
      assurance('CHROMEOS', { thirdPartySignalProviders: { dtc: { allowScreenLock: true } } }),
    ),
  },
];
