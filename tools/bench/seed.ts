// Fills the data folder of a plane that is not running: an administrator, the Default Host Management role, and
// hosts that are managed nodes with credentials of that role. Goes through the plane's own storage and sealing.
import { join } from 'node:path'
import { prepareDataFolder } from '@hostler/plane/config/data-folder'
import { loadSecrets } from '@hostler/plane/config/secrets'
import { newIamId } from '@hostler/plane/domain/basics/ids'
import type { Instance } from '@hostler/plane/domain/instance/instance'
import type { Role } from '@hostler/plane/domain/role/role'
import { createAdministrator } from '@hostler/plane/first-start/administrator'
import { createHostCredentials } from '@hostler/plane/identity/host-credentials'
import { createSealing } from '@hostler/plane/identity/sealing'
import { createSessionTokens } from '@hostler/plane/identity/session-tokens'
import { openSqliteStorage } from '@hostler/plane/storage/sqlite/sqlite-storage'
import type { SigningCredentials } from '@hostler/wire/sigv4/sign'
import { region } from './signed-requests.ts'

export interface SeededNode {
  readonly id: string
  readonly credentials: SigningCredentials
}

export interface Seeded {
  readonly administrator: SigningCredentials
  readonly nodes: readonly SeededNode[]
}

const perWrite = 1_000
const rolePolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'
const nodeTokenSeconds = 3_600

/** What the agent of node number `index` says of itself; `variant` tells reports of the same node apart. */
export function factsOf(index: number, variant = 0) {
  return {
    agentName: 'amazon-ssm-agent',
    agentVersion: '3.3.2299.0',
    agentStatus: 'Active',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    ipAddress: `10.${variant}.${index >> 8}.${index & 255}`,
    computerName: `ip-10-0-${index >> 8}-${index & 255}.${region}.compute.internal`,
    availabilityZone: `${region}a`,
    availabilityZoneId: 'euw1-az1',
    connectionChannel: 'ssmmessages',
  }
}

/** Makes a data folder with so many managed nodes. */
export async function seedDataFolder(dataDir: string, nodeCount: number): Promise<Seeded> {
  prepareDataFolder(dataDir)
  const secrets = loadSecrets(dataDir)
  const now = new Date()
  const storage = await openSqliteStorage(join(dataDir, 'plane.db'))
  const keySealing = createSealing(secrets.keyFor('access-keys'))
  const administrator = await createAdministrator(storage, keySealing, now, { name: 'bench' })
  const { accountId } = administrator
  const role = roleOf(accountId, now)
  await storage.write(async writer => {
    await writer.roles.insert(role)
    await writer.policies.attach(accountId, role.id, rolePolicyArn, now)
  })
  const ids = Array.from({ length: nodeCount }, (_, index) => `i-0${index.toString(16).padStart(16, '0')}`)
  for (let start = 0; start < nodeCount; start += perWrite) {
    await storage.write(async writer => {
      for (const [offset, id] of ids.slice(start, start + perWrite).entries()) {
        const index = start + offset
        await writer.instances.put(instanceOf(accountId, id, index, now))
        await writer.nodes.put({
          accountId,
          region,
          id,
          facts: factsOf(index),
          roleName: role.name,
          registeredAt: now,
          lastPingAt: now,
        })
      }
    })
  }
  await storage.close()
  const tokens = createSessionTokens(createSealing(secrets.keyFor('session-tokens')))
  const { issueNodeToken } = createHostCredentials(tokens, nodeTokenSeconds)
  const arn = (id: string) => `arn:aws:ec2:${region}:${accountId}:instance/${id}`
  return {
    administrator,
    nodes: ids.map(id => ({ id, credentials: issueNodeToken(role, { id, region, arn: arn(id) }, now) })),
  }
}

function roleOf(accountId: string, now: Date): Role {
  const statement = { Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' }, Action: 'sts:AssumeRole' }
  return {
    accountId,
    id: newIamId('AROA'),
    name: 'AWSSystemsManagerDefaultEC2InstanceManagementRole',
    path: '/service-role/',
    description: '',
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    maxSessionSeconds: 3_600,
    createdAt: now,
  }
}

/** About to start: a plane that opens this folder takes it for running as soon as its fleet says so. */
function instanceOf(accountId: string, id: string, index: number, now: Date): Instance {
  return {
    accountId,
    region,
    id,
    reservationId: 'r-00000000000000000',
    imageId: 'ami-00000000000000000',
    instanceType: 't3.micro',
    state: 'pending',
    stateReason: '',
    launchedAt: now,
    launchIndex: 0,
    privateIp: `10.0.${index >> 8}.${index & 255}`,
    macAddress: '02:00:00:00:00:00',
    availabilityZone: `${region}a`,
    metadataOptions: {
      httpTokens: 'required',
      httpEndpoint: 'enabled',
      httpPutResponseHopLimit: 2,
      instanceMetadataTags: 'disabled',
    },
    terminationProtected: false,
  }
}
