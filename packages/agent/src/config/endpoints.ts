// Which URL each service answers on. The rules, odd ones included, are the stock agent's, so that one
// configuration file serves both agents.
import type { AgentConfig } from './agent-config.ts'

export type Endpoints = {
  /** SSM's JSON API, with the trailing slash that requests carry. */
  ssm: URL
  /** ec2messages. */
  mds: URL
  /** ssmmessages: always TLS. Undefined when the configured value leaves no usable host. */
  mgs: { host: string; region: string } | undefined
  /** S3 in a bucket's region, which need not be the host's. Throws on a name that is no region's. */
  s3: (region: string) => URL
  /** CloudWatch Logs. */
  logs: URL
  /** What an operator should know about the values, if anything. */
  warnings: string[]
}

const PARTITION_DOMAINS: [prefix: string, domain: string][] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['eusc-de-', 'amazonaws.eu'],
]

const REGION = /^[A-Za-z0-9-]{1,100}$/

function defaultHost(service: string, region: string, config: AgentConfig): string {
  if (!REGION.test(region)) throw new Error(`"${region.slice(0, 100)}" is no region name`)
  const partition = PARTITION_DOMAINS.find(([prefix]) => region.startsWith(prefix))
  return `${service}.${region}.${config.serviceDomain ?? partition?.[1] ?? 'amazonaws.com'}`
}

/** Scheme, port and path of a configured value count; without a scheme it is https. */
function apiUrl(configured: string | undefined, host: string): URL {
  const value = configured ?? host
  const url = new URL(/^https?:\/\//i.test(value) ? value : `https://${value}`)
  url.pathname = url.pathname.replace(/\/*$/, '/')
  return url
}

/**
 * `host:port` survives only behind a scheme, which itself is dropped. Without one the stock agent takes
 * `name:port` for a URL without a host (no control channel ever), and what does not parse, like `10.0.0.1:8443`,
 * for absent.
 */
function messageHost(configured: string | undefined, host: string): { host: string | undefined; warning?: string } {
  if (configured === undefined) return { host }
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(configured)?.[1]?.replace(/^.*@/, '')
  if (authority) return { host: authority }
  const advice = 'write it with a scheme, as in https://host:8443'
  if (/^[a-z][a-z0-9+.-]*:/i.test(configured)) {
    return { host: undefined, warning: `Mgs.Endpoint ${configured} has no host: no control channel; ${advice}` }
  }
  if (configured.includes(':')) return { host, warning: `Mgs.Endpoint ${configured} is ignored; ${advice}` }
  return { host: configured.replace(/[/?#].*$/, '') || undefined }
}

/** The endpoints for a host in `region`. Throws on a region or endpoint that gives no URL. */
export function resolveEndpoints(config: AgentConfig, region: string): Endpoints {
  const mgsRegion = config.mgsRegion ?? region
  const mgs = messageHost(config.mgsEndpoint, defaultHost('ssmmessages', mgsRegion, config))
  return {
    ssm: apiUrl(config.ssmEndpoint, defaultHost('ssm', region, config)),
    mds: apiUrl(config.mdsEndpoint, defaultHost('ec2messages', region, config)),
    mgs: mgs.host === undefined ? undefined : { host: mgs.host, region: mgsRegion },
    s3: bucketRegion => apiUrl(config.s3Endpoint, defaultHost('s3', bucketRegion, config)),
    logs: apiUrl(config.logsEndpoint, defaultHost('logs', region, config)),
    warnings: mgs.warning === undefined ? [] : [mgs.warning],
  }
}
