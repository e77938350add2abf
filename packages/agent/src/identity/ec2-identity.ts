// Which host this is, as the metadata service tells it.
import { parseJsonObject } from '../runtime/files.ts'
import type { Zone } from './identity.ts'
import type { ImdsClient } from './imds-client.ts'

type Ec2Identity = { instanceId: string; region: string }

const INSTANCE_ID = /^[A-Za-z0-9_.:-]{10,256}$/

/** Asks for instance id and region. Throws when the metadata service does not give both. */
export async function readEc2Identity(imds: ImdsClient, signal: AbortSignal): Promise<Ec2Identity> {
  const instanceId = await readInstanceId(imds, signal)
  const path = 'dynamic/instance-identity/document'
  const region = parseJsonObject(await imds.get(path, signal))?.['region']
  if (typeof region !== 'string' || region === '') throw new Error('the instance identity document names no region')
  return { instanceId, region }
}

/** Asks for the instance id alone: the registrar and every health ping do so each time. */
export async function readInstanceId(imds: ImdsClient, signal: AbortSignal): Promise<string> {
  const instanceId = (await imds.get('meta-data/instance-id', signal)).trim()
  if (!INSTANCE_ID.test(instanceId)) {
    throw new Error('instance metadata gave no usable instance id')
  }
  return instanceId
}

/** Where the host runs; nothing when the metadata service does not answer for its identity. */
export async function readEc2Zone(imds: ImdsClient, signal: AbortSignal): Promise<Zone> {
  const textAt = (path: string) =>
    imds.get(path, signal).catch(() => {
      signal.throwIfAborted()
      return ''
    })
  try {
    await readEc2Identity(imds, signal)
    await readInstanceId(imds, signal)
  } catch {
    signal.throwIfAborted()
    return {}
  }
  return {
    availabilityZone: await textAt('meta-data/placement/availability-zone'),
    availabilityZoneId: await textAt('meta-data/placement/availability-zone-id'),
  }
}
