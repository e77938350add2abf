// The agent's configuration file: the stock agent's keys that this agent honours, merged over defaults.
import type { IdentityType } from '../identity/identity.ts'
import { findText } from '../runtime/files.ts'
import { stockTiming, type Timing } from './timing.ts'

export type AgentConfig = {
  /** `Agent.Region`: signing region of registration, worker and message calls; host names do not follow it. */
  signingRegion: string | undefined
  /** `Agent.ServiceDomain`: replaces `amazonaws.com` in all default host names. */
  serviceDomain: string | undefined
  /** `Ssm.Endpoint`, `Mds.Endpoint`, `Mgs.Endpoint`, `Mgs.Region` and `S3.Endpoint` as written. */
  ssmEndpoint: string | undefined
  mdsEndpoint: string | undefined
  mgsEndpoint: string | undefined
  mgsRegion: string | undefined
  s3Endpoint: string | undefined
  /** `Logs.Endpoint`, which the stock agent does not have: CloudWatch Logs. */
  logsEndpoint: string | undefined
  /** `Ssm.HealthFrequencyMinutes` (5 to 60), or `Hostler.Timing.healthPeriod`. */
  healthPeriodSeconds: number
  /** `Mds.StopTimeoutMillis` (10,000 to 1,000,000): the longest a message poll may take. */
  pollTimeoutSeconds: number
  /** `Identity.ConsumptionOrder`: where to look for this host's identity. Words this agent has no identity for are left out. */
  identityOrder: readonly IdentityType[]
  /** `Profile.ShareCreds` and `Profile.ShareProfile`: do a hybrid node's credentials go into the AWS credentials file? */
  shareCredentials: boolean
  shareProfile: string
  timing: Timing
}

/** The file is there but cannot be used; the agent does not start, like the stock agent. */
export class ConfigError extends Error {}

type Section = Record<string, unknown>

function section(parent: Section, key: string): Section {
  const value = parent[key] ?? {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new ConfigError(`${key} must be an object`)
  return value as Section
}

function text(parent: Section, key: string): string | undefined {
  const value = parent[key] ?? ''
  if (typeof value !== 'string') throw new ConfigError(`${key} must be a string`)
  return value.trim() || undefined
}

/** A number outside its bounds is replaced by the default, as the stock agent does. */
function bounded(parent: Section, key: string, [least, standard, most]: [number, number, number]): number {
  const value = parent[key] ?? standard
  if (typeof value !== 'number') throw new ConfigError(`${key} must be a number`)
  return value >= least && value <= most ? value : standard
}

function flag(parent: Section, key: string, standard: boolean): boolean {
  const value = parent[key] ?? standard
  if (typeof value !== 'boolean') throw new ConfigError(`${key} must be true or false`)
  return value
}

const STANDARD_ORDER: readonly IdentityType[] = ['OnPrem', 'EC2']

function readOrder(identity: Section): readonly IdentityType[] {
  const words = identity['ConsumptionOrder'] ?? []
  if (!Array.isArray(words)) throw new ConfigError('ConsumptionOrder must be a list')
  const known = words.flatMap(word => STANDARD_ORDER.filter(type => type === word))
  return known.length > 0 ? known : STANDARD_ORDER
}

function readTiming(overrides: Section): Timing {
  const timing: Record<string, number> = { ...stockTiming }
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(stockTiming, name)) throw new ConfigError(`Hostler.Timing has no ${name}`)
    if (typeof value !== 'number' || !(value >= 0)) throw new ConfigError(`${name} must be a number of seconds`)
    timing[name] = value
  }
  return timing as Timing
}

/** Reads configuration text. Throws `ConfigError` for text that is not such a file. */
export function parseAgentConfig(json: string): AgentConfig {
  let root: unknown
  try {
    root = JSON.parse(json)
  } catch (error) {
    throw new ConfigError(`it is not JSON: ${(error as Error).message}`, { cause: error })
  }
  const file = section({ file: root }, 'file')
  const agent = section(file, 'Agent')
  const ssm = section(file, 'Ssm')
  const mds = section(file, 'Mds')
  const mgs = section(file, 'Mgs')
  const profile = section(file, 'Profile')
  const timing = readTiming(section(section(file, 'Hostler'), 'Timing'))
  return {
    signingRegion: text(agent, 'Region'),
    serviceDomain: text(agent, 'ServiceDomain'),
    ssmEndpoint: text(ssm, 'Endpoint'),
    mdsEndpoint: text(mds, 'Endpoint'),
    mgsEndpoint: text(mgs, 'Endpoint'),
    mgsRegion: text(mgs, 'Region'),
    s3Endpoint: text(section(file, 'S3'), 'Endpoint'),
    logsEndpoint: text(section(file, 'Logs'), 'Endpoint'),
    healthPeriodSeconds: timing.healthPeriod || bounded(ssm, 'HealthFrequencyMinutes', [5, 5, 60]) * 60,
    pollTimeoutSeconds: bounded(mds, 'StopTimeoutMillis', [10_000, 20_000, 1_000_000]) / 1000,
    identityOrder: readOrder(section(file, 'Identity')),
    shareCredentials: flag(profile, 'ShareCreds', true),
    shareProfile: text(profile, 'ShareProfile') ?? '',
    timing,
  }
}

/** The configuration at `path`; defaults when there is no file. */
export async function loadAgentConfig(path: string): Promise<AgentConfig> {
  const json = await findText(path)
  try {
    return parseAgentConfig(json ?? '{}')
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${path}: ${error.message}`, { cause: error })
    throw error
  }
}
