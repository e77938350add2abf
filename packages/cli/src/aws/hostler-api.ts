// Calls of Hostler's own API, which no AWS SDK has a client for. Region and credentials are those of the other clients;
// the endpoint has to be named, because AWS has none.
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { SSMClient } from '@aws-sdk/client-ssm'
import { signRequest } from '@hostler/wire/sigv4/sign'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'
import type { Connections } from './connections.ts'
import { findProfileSetting } from './profile-setting.ts'

export interface HostlerApi {
  /** Rejects with an error that is named after the code of the refusal. Dates are epoch seconds. */
  call<Output>(operation: string, input: object): Promise<Output>
}

/**
 * @param ssm whose region and credentials count
 * @param endpointUrl comes before the environment and the profile
 */
export function createHostlerApi(ssm: SSMClient, connections: Connections, endpointUrl?: string): HostlerApi {
  return {
    async call<Output>(operation: string, input: object) {
      const url = new URL(endpointUrl ?? findEndpoint(process.env))
      const body = JSON.stringify(input)
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'user-agent': 'hostler',
        'x-amz-target': `Hostler.${operation}`,
      }
      const [credentials, region] = await Promise.all([ssm.config.credentials(), ssm.config.region()])
      const scope = { region, service: 'hostler', now: new Date() }
      const signed = signRequest({ method: 'POST', url, headers, body }, credentials, scope)
      const { status, requestId, text } = await send(url, signed, body, connections)
      const said = parseJson(text)
      if (status === 200 && said) return said as Output
      throw refusalOf(status, requestId, said)
    },
  }
}

/** Where the plane is, by the settings that AWS's tools go by. Throws a sentence that says what to set. */
export function findEndpoint(env: NodeJS.ProcessEnv): string {
  const found =
    env['AWS_ENDPOINT_URL_HOSTLER'] ||
    env['AWS_ENDPOINT_URL_SSM'] ||
    env['AWS_ENDPOINT_URL'] ||
    findProfileSetting('endpoint_url', env)
  if (found) return found
  const advice = 'Name the plane: --endpoint-url, AWS_ENDPOINT_URL, or endpoint_url of the profile.'
  throw new CommandError(`This is Hostler's own; AWS has none of it. ${advice}`, exitCodes.usage)
}

interface Reply {
  readonly status: number
  readonly requestId: string | undefined
  readonly text: string
}

function send(url: URL, headers: Record<string, string>, body: string, connections: Connections): Promise<Reply> {
  const isTls = url.protocol === 'https:'
  const agent = isTls ? connections.httpsAgent : connections.httpAgent
  return new Promise((resolve, reject) => {
    const outgoing = (isTls ? httpsRequest : httpRequest)(url, { method: 'POST', headers, agent }, incoming => {
      const parts: Buffer[] = []
      incoming.on('data', (part: Buffer) => parts.push(part))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const requestId = incoming.headers['x-amzn-requestid']
        resolve({
          status: incoming.statusCode ?? 0,
          requestId: typeof requestId === 'string' ? requestId : undefined,
          text: Buffer.concat(parts).toString(),
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function refusalOf(status: number, requestId: string | undefined, said: Readonly<Record<string, unknown>> | undefined) {
  const { __type: code, message, Message: shown = message } = said ?? {}
  const error = new Error(typeof shown === 'string' ? shown : `the endpoint answered ${status}`)
  error.name = typeof code === 'string' ? code : 'NotHostler'
  return Object.assign(error, { $metadata: { requestId } })
}

function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
