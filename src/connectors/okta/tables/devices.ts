import type { TableDeclaration } from '../../../rest/declaration.ts';
import { searchedMoments, searchedText } from '../attribute.ts';
import {
  always,
  boolean,
  created,
  enumerated,
  id,
  json,
  lastUpdated,
  nameOf,
  parentKey,
  text,
  timestamp,
} from '../column.ts';
import { byId, pages, whole } from '../read.ts';
import { userColumns } from './user-columns.ts';

const needs = 'Identity Engine';

/** Devices of users (API document, listDevices and schema Device). */
export const devices: TableDeclaration = {
  name: 'Devices',
  description: 'Devices that users of the org have enrolled.',
  needs,
  columns: [
    id('device'),
    enumerated(
      'Status',
      'status',
      ['ACTIVE', 'DEACTIVATED', 'SUSPENDED', 'UNSUSPENDED'],
      'State of the device.',
    ),
    created('device'),
    lastUpdated('device'),
    text('ProfileDisplayName', 'profile.displayName', 'Name of the device.'),
    enumerated(
      'ProfilePlatform',
      'profile.platform',
      ['ANDROID', 'IOS', 'MACOS', 'WINDOWS'],
      'Operating system.',
    ),
    text('ProfileManufacturer', 'profile.manufacturer', 'Who made the device.'),
    text('ProfileModel', 'profile.model', 'Model of the device.'),
    text('ProfileOsVersion', 'profile.osVersion', 'Version of the operating system.'),
    text('ProfileSerialNumber', 'profile.serialNumber', 'Serial number.'),
    text('ProfileImei', 'profile.imei', 'International id of mobile equipment.'),
    text('ProfileMeid', 'profile.meid', 'Id of mobile equipment.'),
    text('ProfileUdid', 'profile.udid', 'Unique id of an Apple device.'),
    text('ProfileSid', 'profile.sid', 'Security id of Windows.'),
    text('ProfileTpmPublicKeyHash', 'profile.tpmPublicKeyHash', 'Hash of the public key of its TPM.'),
    enumerated(
      'ProfileDiskEncryptionType',
      'profile.diskEncryptionType',
      ['ALL_INTERNAL_VOLUMES', 'FULL', 'NONE', 'SYSTEM_VOLUME', 'USER'],
      'What of its disks is encrypted.',
    ),
    boolean('ProfileRegistered', 'profile.registered', 'Whether it is registered at Okta.'),
    boolean('ProfileManaged', 'profile.managed', 'Whether it is managed.'),
    boolean(
      'ProfileSecureHardwarePresent',
      'profile.secureHardwarePresent',
      'Whether it has secure hardware.',
    ),
    boolean('ProfileIntegrityJailbreak', 'profile.integrityJailbreak', 'Whether its system was broken open.'),
    json('Providers', 'providers', 'Systems that say what they know of the device.'),
    text('ResourceId', 'resourceId', 'The id again, as resources have it.'),
    text('ResourceType', 'resourceType', 'Kind of resource; UDDevice.'),
    text('ResourceAlternateId', 'resourceAlternateId', 'Another id of the resource.'),
    text('ResourceDisplayNameValue', 'resourceDisplayName.value', 'Name of the resource.'),
    boolean('ResourceDisplayNameSensitive', 'resourceDisplayName.sensitive', 'Whether that name is private.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.devices.read'],
  expectedRows: 3000,
  reads: [
    byId('/api/v1/devices/{Id}'),
    pages('/api/v1/devices', 200),
    {
      ...pages('/api/v1/devices', 200),
      name: 'search',
      eventual: true,
      partial: true,
      expression: {
        parameter: 'search',
        grammar: 'scim',
        maximumTerms: 50,
        maximumLength: 4000,
        attributes: {
          Id: { ...searchedText('id'), pattern: '[!-~]{1,100}' },
          Status: searchedText('status'),
          LastUpdated: searchedMoments('lastUpdated'),
          ProfileDisplayName: searchedText('profile.displayName', true),
          ProfilePlatform: searchedText('profile.platform'),
          ProfileManufacturer: searchedText('profile.manufacturer'),
          ProfileModel: searchedText('profile.model'),
          ProfileOsVersion: searchedText('profile.osVersion'),
          ProfileSerialNumber: searchedText('profile.serialNumber', true),
          ProfileImei: searchedText('profile.imei', true),
          ProfileMeid: searchedText('profile.meid', true),
          ProfileUdid: searchedText('profile.udid', true),
          ProfileSid: searchedText('profile.sid', true),
        },
      },
    },
  ],
};

/** Who uses which device (API document, listDeviceUsers). */
export const deviceUsers: TableDeclaration = {
  name: 'DeviceUsers',
  description: 'Users of devices, one row for each device and user, with the columns of the user.',
  needs,
  columns: [
    parentKey('DeviceId', 'Id of the device.'),
    always(text('UserId', 'user.id', 'Id of the user.')),
    timestamp('Created', 'created', 'When the user enrolled the device.'),
    enumerated(
      'ManagementStatus',
      'managementStatus',
      ['MANAGED', 'NOT_MANAGED'],
      'Whether the device is managed for this user.',
    ),
    enumerated(
      'ScreenLockType',
      'screenLockType',
      ['BIOMETRIC', 'NONE', 'PASSCODE'],
      'How the user unlocks the screen.',
    ),
    ...userColumns.map((column) => ({
      ...column,
      name: `User${column.name}`,
      path: `user.${column.path}`,
    })),
  ],
  primaryKey: ['DeviceId', 'UserId'],
  foreignKeys: [
    { columns: ['DeviceId'], table: 'Devices', references: ['Id'] },
    { columns: ['UserId'], table: 'Users', references: ['Id'] },
  ],
  requiredKeys: [{ column: 'DeviceId', table: 'Devices', references: 'Id' }],
  scopes: ['okta.devices.read'],
  expectedRows: 3000,
  reads: [whole('/api/v1/devices/{DeviceId}/users')],
};

/** What is asked of devices (API document, schema DeviceAssurance and its platforms). */
export const deviceAssurances: TableDeclaration = {
  name: 'DeviceAssurances',
  description: 'Conditions that devices have to meet, one row for each policy and platform.',
  needs,
  columns: [
    id('policy'),
    nameOf('policy'),
    enumerated(
      'Platform',
      'platform',
      ['ANDROID', 'CHROMEOS', 'IOS', 'MACOS', 'WINDOWS'],
      'Operating system that the policy is for.',
    ),
    enumerated(
      'DisplayRemediationMode',
      'displayRemediationMode',
      ['HIDE', 'SHOW'],
      'Whether users are told what is missing.',
    ),
    enumerated(
      'GracePeriodType',
      'gracePeriod.type',
      ['BY_DATE_TIME', 'BY_DURATION'],
      'How long a device may go on without meeting the policy.',
    ),
    json('GracePeriodExpiry', 'gracePeriod.expiry', 'When that ends: a time or a duration.'),
    json('DevicePostureChecks', 'devicePostureChecks.include', "Checks of the org's own."),
    json('DiskEncryptionTypes', 'diskEncryptionType.include', 'Disk encryptions that will do.'),
    boolean('Jailbreak', 'jailbreak', 'Whether a system that was broken open will do.'),
    text('OsVersionMinimum', 'osVersion.minimum', 'Least version of the system.'),
    json(
      'OsVersionDynamicVersionRequirement',
      'osVersion.dynamicVersionRequirement',
      'Least version, counted from the newest.',
    ),
    json('OsVersionConstraints', 'osVersionConstraints', 'Versions of Windows that will do.'),
    json('ScreenLockTypes', 'screenLockType.include', 'Screen locks that will do.'),
    boolean('SecureHardwarePresent', 'secureHardwarePresent', 'Whether secure hardware is asked for.'),
    json('ThirdPartySignalProviders', 'thirdPartySignalProviders', 'What other systems must say.'),
    boolean('CallerContextManagedApp', 'callerContext.managedApp', 'Whether a managed app must ask.'),
    timestamp('CreatedDate', 'createdDate', 'When the policy was created.'),
    text('CreatedBy', 'createdBy', 'Id of the user who created it.'),
    timestamp('LastUpdate', 'lastUpdate', 'When the policy was last changed.'),
    text('LastUpdatedBy', 'lastUpdatedBy', 'Id of the user who last changed it.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.deviceAssurance.read'],
  expectedRows: 10,
  reads: [byId('/api/v1/device-assurances/{Id}'), whole('/api/v1/device-assurances')],
};
