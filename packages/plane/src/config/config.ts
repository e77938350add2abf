// One frozen value that says how the plane runs: defaults, ranges and cross-checks. Only app.ts and main.ts see it.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isNetwork } from '../gateway/peer.ts'
import type { ObjectsPlace } from './objects-url.ts'

export interface PlaneConfig {
  /** Everything the plane keeps: database, keys, certificates, hosts. Created with mode 0700. */
  readonly dataDir: string
  /** Address the two ports listen on. */
  readonly host: string
  /** HTTP port; 0 picks a free one. */
  readonly port: number
  /** HTTPS port; 0 picks a free one. */
  readonly tlsPort: number
  /** Home region: the profile's region and where hosts start by default. */
  readonly region: string
  /** Regions that accept calls; global services accept any of them. */
  readonly regions: readonly string[]
  /** Host names, besides localhost, IPs and `*.REGION.DOMAIN`, for which certificates are issued. */
  readonly hostNames: readonly string[]
  /** Domain under which services have AWS-like names, e.g. `ssm.REGION.DOMAIN`. */
  readonly serviceDomain: string
  /** Largest difference of a signature's date from now, either way. */
  readonly clockSkewSeconds: number
  readonly bodyLimitBytes: number
  readonly storage: { readonly engine: 'sqlite' } | { readonly engine: 'postgres'; readonly url: string }
  /** Where the bytes of objects are kept. */
  readonly objects: ObjectsPlace
  /** How `RunInstances` makes hosts; `auto` is `namespace` where that works, else `process`. */
  readonly machines: 'auto' | 'namespace' | 'process' | 'none'
  /** Folder with the stock agent's binaries; hosts run the built-in agent when absent. Namespace hosts only. */
  readonly agentDir?: string
  /** Managed policies (names) that keep working where attached but cannot be attached anew. */
  readonly deprecatedPolicies: readonly string[]
  /** Life of credentials that RequestManagedInstanceRoleToken hands out. */
  readonly nodeTokenSeconds: number
  /** Where clients reach the plane, e.g. `https://plane.example.org`, when that is not the address they call. */
  readonly publicUrl?: string
  /** Addresses and networks of proxies whose word on the caller's address is taken; of nobody else's it is. */
  readonly trustedProxies: readonly string[]
  /** How often open sessions are asked about again; 0 leaves that out, as AWS does. */
  readonly sessionRecheckSeconds: number
  /** Whether the relay keeps a record of every session. */
  readonly recordSessions: boolean
  /** Whether records also hold what people type, passwords included. */
  readonly recordInput: boolean
  /** How long records are kept after the end of their session; 0 keeps them for good. */
  readonly recordDays: number
  /** How long decisions about permissions are kept; 0 keeps them for good. */
  readonly decisionDays: number
  /** How many are kept, of denials, of changes and of everything else each. */
  readonly decisionRecords: number
  /** How often those that need not be durable at once are written: what a crash may lose of them. */
  readonly decisionFlushSeconds: number
  /** How long events of the audit trail are kept; 0 keeps them for good. */
  readonly auditDays: number
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
}

const defaults: Omit<PlaneConfig, 'dataDir'> = {
  host: '127.0.0.1',
  port: 4566,
  tlsPort: 4567,
  region: 'us-east-1',
  regions: [],
  hostNames: [],
  serviceDomain: 'hostler.internal',
  clockSkewSeconds: 300,
  bodyLimitBytes: 1024 * 1024,
  storage: { engine: 'sqlite' },
  objects: { kind: 'disk' },
  machines: 'auto',
  deprecatedPolicies: [],
  nodeTokenSeconds: 3600,
  trustedProxies: [],
  sessionRecheckSeconds: 10,
  recordSessions: true,
  recordInput: false,
  recordDays: 30,
  decisionDays: 90,
  decisionRecords: 300_000,
  decisionFlushSeconds: 5,
  auditDays: 365,
  logLevel: 'info',
}

/** Fills in defaults and refuses contradictions with a sentence that names the setting. */
export function createConfig(given: Partial<PlaneConfig> & Pick<PlaneConfig, 'dataDir'>): PlaneConfig {
  // Absolute, because clients and hosts are told of files in it and run elsewhere.
  const config = { ...defaults, ...withoutUndefined(given), dataDir: resolve(given.dataDir) }
  requirePort('port', config.port)
  requirePort('tls-port', config.tlsPort)
  if (config.port !== 0 && config.port === config.tlsPort) {
    throw new ConfigError(`port and tls-port are both ${config.port}; HTTP and HTTPS need a port each`)
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(config.region)) {
    throw new ConfigError(`region '${config.region}' is no region name; an example that works: ap-northeast-1`)
  }
  if (config.nodeTokenSeconds < 60 || config.nodeTokenSeconds > 43_200) {
    throw new ConfigError(`node token life of ${config.nodeTokenSeconds} s is outside 60 to 43200`)
  }
  if (config.decisionRecords < 1 || config.decisionFlushSeconds < 1) {
    throw new ConfigError('decision records and decision flush seconds must be 1 or more')
  }
  if (config.publicUrl !== undefined && !/^https?:\/\/[^/\s]+$/.test(config.publicUrl)) {
    throw new ConfigError(
      `public URL '${config.publicUrl}' is no scheme and host; an example: https://plane.example.org`,
    )
  }
  if (config.objects.kind === 's3' && isOwnAddress(config.objects.endpoint, config)) {
    throw new ConfigError('the endpoint of HOSTLER_OBJECTS_URL is this plane; it cannot keep its objects in itself')
  }
  const badProxy = config.trustedProxies.find(network => !isNetwork(network))
  if (badProxy !== undefined) {
    throw new ConfigError(`trusted proxy '${badProxy}' is no address or network; an example that works: 10.0.0.0/8`)
  }
  if (config.agentDir !== undefined && !existsSync(join(config.agentDir, 'amazon-ssm-agent'))) {
    throw new ConfigError(`agent folder ${config.agentDir} holds no amazon-ssm-agent`)
  }
  return Object.freeze({ ...config, regions: [...new Set([config.region, ...config.regions, ...awsRegions])] })
}

/** A configuration that cannot work; the message names the setting and an example that would. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

/** Of the names that a plane has, those that are certain. */
function isOwnAddress(endpoint: string | undefined, { host, port, tlsPort }: PlaneConfig): boolean {
  if (endpoint === undefined) return false
  const url = new URL(endpoint)
  const isHere = ['localhost', '127.0.0.1', '[::1]', host].includes(url.hostname)
  return isHere && [port, tlsPort].includes(Number(url.port || (url.protocol === 'http:' ? 80 : 443)))
}

function requirePort(name: string, port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ConfigError(`${name} must be a number from 0 to 65535; an example that works: 4566`)
  }
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T
}

/** AWS's regions that are on in every account: each has settings and nodes of its own here too. */
const awsRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
]
