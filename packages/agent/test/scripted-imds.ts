import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Recorder } from './recorder.ts'

export const INSTANCE_ID = 'i-0123456789abcdef0'
export const REGION = 'eu-west-1'

export type Page = { status: number; body: string; headers?: Record<string, string> }
export type ImdsRequest = { method: string; path: string; rawHeaders: string[] }

const IDENTITY_ROLE = 'meta-data/identity-credentials/ec2/security-credentials/ec2-instance'
const ROLES = 'meta-data/iam/security-credentials/'

/** Credentials as the metadata service prints them; the secret is `secret/` and the access key id. */
export function credentialsPage(accessKeyId: string, expiration: string, more: Record<string, string> = {}): string {
  return JSON.stringify({
    Code: 'Success',
    LastUpdated: '2026-11-22T00:00:00Z',
    Type: 'AWS-HMAC',
    AccessKeyId: accessKeyId,
    SecretAccessKey: `secret/${accessKeyId}`,
    Token: `token/${accessKeyId}`,
    Expiration: expiration,
    ...more,
  })
}

/** A metadata service that answers what the test put in `pages`; requests are recorded as `METHOD path`. */
export class ScriptedImds {
  readonly seen = new Recorder<ImdsRequest>()
  readonly pages = new Map<string, Page>()
  readonly #server = http.createServer((request, response) => this.#answer(request, response))
  #tokens = 0
  tokenPage: Page = { status: 200, body: '', headers: { 'X-Aws-Ec2-Metadata-Token-Ttl-Seconds': '21600' } }

  constructor() {
    this.put('meta-data/instance-id', INSTANCE_ID)
    this.put('meta-data/placement/availability-zone', `${REGION}a`)
    this.put('meta-data/placement/availability-zone-id', 'euw1-az1')
    this.put('dynamic/instance-identity/document', JSON.stringify({ region: REGION, instanceId: INSTANCE_ID }))
    this.put(IDENTITY_ROLE, credentialsPage('ASIAINSTANCEIDENTITY', '2027-11-22T06:00:00Z'))
  }

  async listen(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  put(path: string, body: string, status = 200): void {
    this.pages.set(path, { status, body })
  }

  /** From now on there is an instance profile with this role. */
  attachProfile(role = 'LabRole', more: Record<string, string> = {}): void {
    this.put(ROLES, role)
    this.put(ROLES + role, credentialsPage('ASIAINSTANCEPROFILE0', '2026-11-22T06:00:00Z', more))
  }

  detachProfile(): void {
    this.pages.delete(ROLES)
  }

  /** From now on the tokens handed out so far are refused, as after a restart. */
  forgetTokens(): void {
    this.#tokens += 1000
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const method = request.method ?? ''
    const path = (request.url ?? '').replace(/^\/latest\//, '')
    this.seen.record(`${method} ${path}`, { method, path, rawHeaders: request.rawHeaders })
    const page = this.#page(method, path, request.headers['x-aws-ec2-metadata-token'])
    response.writeHead(page.status, page.headers)
    response.end(page.body)
  }

  #page(method: string, path: string, token: string | string[] | undefined): Page {
    if (method === 'PUT' && path === 'api/token') {
      this.#tokens++
      return { ...this.tokenPage, body: this.tokenPage.body || `TOKEN-${this.#tokens}` }
    }
    const generation = Math.floor(this.#tokens / 1000)
    const known = /^TOKEN-(\d+)$/.exec(String(token))
    if (known === null || Math.floor(Number(known[1]) / 1000) !== generation) return { status: 401, body: '' }
    return this.pages.get(path) ?? { status: 404, body: '' }
  }
}
