// Where hosts reach the plane, and which authority its certificate is from.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SSMClient } from '@aws-sdk/client-ssm'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'

export interface PlaneAddress {
  /** `https://host:port`. */
  readonly tlsUrl: string
  /** Certificates in PEM; empty where the system's authorities do. */
  readonly authorities: string
}

/**
 * From the flags; what they leave open comes from `plane.json`, which lies beside the folder of the AWS profile that
 * the plane wrote, or from an HTTPS endpoint of the profile itself.
 */
export async function findPlane(
  ssm: SSMClient,
  { tlsUrl, ca }: { readonly tlsUrl?: string; readonly ca?: string },
): Promise<PlaneAddress> {
  const file = findPlaneFile(process.env['AWS_CONFIG_FILE'])
  const endpoint = await ssm.config.endpoint?.()
  const own = endpoint?.protocol === 'https:' ? `https://${endpoint.hostname}:${endpoint.port ?? 443}` : undefined
  const url = tlsUrl ?? file?.tlsUrl ?? own
  if (url === undefined) {
    throw new CommandError(
      'Where is the plane? Hosts need HTTPS: give --tls-url https://HOST:PORT, and --ca with its authority’s file.',
      exitCodes.usage,
    )
  }
  if (!/^https:\/\/[^/\s]+$/.test(url)) {
    throw new CommandError(`--tls-url must be https://HOST:PORT, not ${url}`, exitCodes.usage)
  }
  const caFile = ca ?? file?.caFile
  return { tlsUrl: url, authorities: caFile === undefined ? '' : readAuthorities(caFile) }
}

function findPlaneFile(configFile: string | undefined): { tlsUrl: string; caFile: string } | undefined {
  if (!configFile) return undefined
  const path = join(dirname(dirname(configFile)), 'plane.json')
  if (!existsSync(path)) return undefined
  return JSON.parse(readFileSync(path, 'utf8')) as { tlsUrl: string; caFile: string }
}

function readAuthorities(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const found = text.match(/-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----/g)
  if (!found) throw new CommandError(`${file} holds no certificate in PEM`, exitCodes.usage)
  return `${found.join('\n')}\n`
}
