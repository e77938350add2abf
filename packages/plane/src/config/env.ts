import { type PlaneConfig, ConfigError } from './config.ts'
import { parseObjectsUrl } from './objects-url.ts'

/** Environment variables that set the plane up; flags of `hostler up` come before them. */
export const environmentNames = {
  dataDir: 'HOSTLER_DATA_DIR',
  host: 'HOSTLER_HOST',
  port: 'HOSTLER_PORT',
  tlsPort: 'HOSTLER_TLS_PORT',
  region: 'HOSTLER_REGION',
  hostNames: 'HOSTLER_HOST_NAMES',
  serviceDomain: 'HOSTLER_SERVICE_DOMAIN',
  databaseUrl: 'HOSTLER_DATABASE_URL',
  objectsUrl: 'HOSTLER_OBJECTS_URL',
  machines: 'HOSTLER_MACHINES',
  agentDir: 'HOSTLER_AGENT_DIR',
  logLevel: 'HOSTLER_LOG_LEVEL',
  clockSkewSeconds: 'HOSTLER_CLOCK_SKEW_SECONDS',
  deprecatedPolicies: 'HOSTLER_DEPRECATED_POLICIES',
  nodeTokenSeconds: 'HOSTLER_NODE_TOKEN_SECONDS',
  publicUrl: 'HOSTLER_PUBLIC_URL',
  trustedProxies: 'HOSTLER_TRUSTED_PROXIES',
  sessionRecheckSeconds: 'HOSTLER_SESSION_RECHECK_SECONDS',
  recordSessions: 'HOSTLER_RECORD_SESSIONS',
  recordInput: 'HOSTLER_RECORD_INPUT',
  recordDays: 'HOSTLER_RECORD_DAYS',
  decisionDays: 'HOSTLER_DECISION_DAYS',
  decisionRecords: 'HOSTLER_DECISION_RECORDS',
  decisionFlushSeconds: 'HOSTLER_DECISION_FLUSH_SECONDS',
  auditDays: 'HOSTLER_AUDIT_DAYS',
} as const

/** Reads what the environment says; what it does not say is absent. */
export function configFromEnvironment(env: Readonly<Record<string, string | undefined>>): Partial<PlaneConfig> {
  const text = (name: keyof typeof environmentNames) => env[environmentNames[name]] || undefined
  const number = (name: keyof typeof environmentNames) => {
    const value = text(name)
    if (value === undefined) return undefined
    if (!/^\d+$/.test(value)) throw new ConfigError(`${environmentNames[name]}='${value}' is not a number`)
    return Number(value)
  }
  const list = (name: keyof typeof environmentNames) =>
    text(name)
      ?.split(',')
      .map(part => part.trim())
  const databaseUrl = text('databaseUrl')
  const objectsUrl = text('objectsUrl')
  return {
    dataDir: text('dataDir'),
    host: text('host'),
    agentDir: text('agentDir'),
    port: number('port'),
    tlsPort: number('tlsPort'),
    region: text('region'),
    hostNames: list('hostNames'),
    serviceDomain: text('serviceDomain'),
    clockSkewSeconds: number('clockSkewSeconds'),
    nodeTokenSeconds: number('nodeTokenSeconds'),
    publicUrl: text('publicUrl'),
    trustedProxies: list('trustedProxies'),
    sessionRecheckSeconds: number('sessionRecheckSeconds'),
    recordSessions: onOff(env, 'recordSessions'),
    recordInput: onOff(env, 'recordInput'),
    recordDays: number('recordDays'),
    decisionDays: number('decisionDays'),
    decisionRecords: number('decisionRecords'),
    decisionFlushSeconds: number('decisionFlushSeconds'),
    auditDays: number('auditDays'),
    deprecatedPolicies: list('deprecatedPolicies'),
    storage: databaseUrl === undefined ? undefined : { engine: 'postgres', url: databaseUrl },
    objects: objectsUrl === undefined ? undefined : parseObjectsUrl(environmentNames.objectsUrl, objectsUrl),
    machines: oneOf(env, 'machines', ['auto', 'namespace', 'process', 'none']),
    logLevel: oneOf(env, 'logLevel', ['silent', 'error', 'warn', 'info', 'debug']),
  }
}

function onOff(
  env: Readonly<Record<string, string | undefined>>,
  name: keyof typeof environmentNames,
): boolean | undefined {
  const value = oneOf(env, name, ['on', 'off'])
  return value && value === 'on'
}

function oneOf<T extends string>(
  env: Readonly<Record<string, string | undefined>>,
  name: keyof typeof environmentNames,
  allowed: readonly T[],
): T | undefined {
  const value = env[environmentNames[name]]
  if (!value) return undefined
  const found = allowed.find(item => item === value)
  if (!found) throw new ConfigError(`${environmentNames[name]}='${value}' is none of: ${allowed.join(', ')}`)
  return found
}
