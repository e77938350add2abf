// The instance metadata service of one host: tokens, who may read, and the answer's status. The tree of facts lives in
// metadata-tree.ts. It never decides which host is asking: the caller does, from the network interface a request came
// in on, never from anything the request says.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomBytes } from 'node:crypto'
import type { ImdsHost, RoleDelivery } from './host.ts'
import type { MetadataDirectory } from './metadata-tree.ts'
import { listing, metadataTree } from './metadata-tree.ts'
import type { Reply } from './reply.ts'
import { refusal, send, text } from './reply.ts'
import type { SessionTokens } from './session-tokens.ts'
import { createSessionTokens, longestTokenSeconds } from './session-tokens.ts'

/** What the service needs beside the host itself. */
export interface ImdsSource {
  now(): Date
  /** 32 secret bytes. Give the same ones after a restart to keep hosts' tokens valid; random ones otherwise. */
  tokenSecret?: Uint8Array
  /** Told when a host's facts could not be read; the host is answered 500. */
  log?(message: string): void
}

/** Answers one metadata request of `host`; `undefined` (no host behind this address) is answered 503. */
export type ImdsHandler = (request: IncomingMessage, response: ServerResponse, host: ImdsHost | undefined) => void

const tokenHeader = 'x-aws-ec2-metadata-token'
const ttlHeader = 'X-Aws-Ec2-Metadata-Token-Ttl-Seconds'
// Names of fixed versions that tools such as cloud-init ask for; they answer as `latest` does.
const versionPattern = /^(?:latest|1\.0|20\d\d-\d\d-\d\d)$/

/** The metadata service for all hosts of a plane. */
export function createImdsHandler(source: ImdsSource): ImdsHandler {
  const tokens = createSessionTokens(source.tokenSecret ?? randomBytes(32))
  return (request, response, host) => {
    // A body has no meaning here: it is read and dropped, so that it cannot block the connection.
    request.resume()
    response.on('error', () => response.destroy())
    answer(request, host, tokens, source.now()).then(
      reply => send(response, reply, request.method !== 'HEAD'),
      (error: unknown) => {
        source.log?.(`metadata of ${host?.instanceId} failed: ${String(error)}`)
        send(response, refusal(500), request.method !== 'HEAD')
      },
    )
  }
}

async function answer(
  request: IncomingMessage,
  host: ImdsHost | undefined,
  tokens: SessionTokens,
  now: Date,
): Promise<Reply> {
  const path = splitPath(request.url ?? '')
  if (path === undefined) return refusal(400)
  if (host === undefined) return refusal(503)
  if (host.metadataOptions.httpEndpoint === 'disabled') return refusal(403)
  // A request that a proxy passed on may come from anyone who can talk to the proxy. EC2 refuses the token to those;
  // here the facts are refused as well.
  if (request.headers['x-forwarded-for'] !== undefined) return refusal(403)

  if (path.join('/') === 'latest/api/token') return issueToken(request, host, tokens, now)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, { Allow: 'GET, HEAD' })

  const delivery = checkToken(request, host, tokens, now)
  if (delivery === undefined) return refusal(401)
  return read(path, host, delivery)
}

function issueToken(request: IncomingMessage, host: ImdsHost, tokens: SessionTokens, now: Date): Reply {
  if (request.method !== 'PUT') return refusal(405, { Allow: 'PUT' })
  const ttl = request.headers[ttlHeader.toLowerCase()]
  if (typeof ttl !== 'string' || !/^\d{1,5}$/.test(ttl)) return refusal(400)
  const ttlSeconds = Number(ttl)
  if (ttlSeconds < 1 || ttlSeconds > longestTokenSeconds) return refusal(400)
  // SDKs reject a token that comes without its life.
  return text(tokens.issue(host.instanceId, ttlSeconds, now), { [ttlHeader]: String(ttlSeconds) })
}

/** How this request was delivered, or `undefined` when it may not read. A wrong token is worse than none. */
function checkToken(
  request: IncomingMessage,
  host: ImdsHost,
  tokens: SessionTokens,
  now: Date,
): RoleDelivery | undefined {
  const token = request.headers[tokenHeader]
  if (token === undefined) return host.metadataOptions.httpTokens === 'optional' ? '1.0' : undefined
  return typeof token === 'string' && tokens.accepts(token, host.instanceId, now) ? '2.0' : undefined
}

async function read(path: readonly string[], host: ImdsHost, delivery: RoleDelivery): Promise<Reply> {
  const [version = '', ...names] = path
  if (version === '' && names.length === 0) return text('latest')
  if (!versionPattern.test(version)) return refusal(404)
  // EC2 lists here too. An agent takes any answer for "I own this machine's serial console" and writes to it; a host
  // of ours has no console of its own, so the one path without its slash does not exist.
  if (names.length === 1 && names[0] === 'meta-data') return refusal(404)

  let entry: MetadataDirectory | (() => Reply | Promise<Reply>) | undefined = metadataTree(host, delivery)
  for (const [index, name] of names.entries()) {
    // An empty last name is the slash behind a directory.
    if (name === '' && index === names.length - 1 && entry instanceof Map) break
    entry = entry instanceof Map ? entry.get(name) : undefined
  }
  if (entry === undefined) return refusal(404)
  return typeof entry === 'function' ? entry() : listing(entry)
}

/** The decoded names of a request's path, or `undefined` if it is not one. */
function splitPath(url: string): string[] | undefined {
  // Clients that were told to use a proxy send the whole address.
  const path = url.replace(/^http:\/\/[^/?]*/i, '').replace(/\?.*$/s, '')
  if (!path.startsWith('/')) return undefined
  try {
    return path.slice(1).split('/').map(decodeURIComponent)
  } catch {
    return undefined
  }
}
