// What an agent says, one call at a time: a test decides what it says next. Wire-true, with the host's credentials.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { ImdsCredentials, RoleDelivery } from '@hostler/machines/index'
import { asymmetricKeyAuthorization } from '@hostler/wire/sigv4/node-rsa'
import { jsonCall, rawCall, type RawReply, signedHeaders } from './raw-call.ts'
import type { TestCredentials } from './test-clients.ts'
import type { TestPlane } from './test-plane.ts'

const stockUserAgent = 'aws-sdk-go/1.51.20 (go1.23.5; linux; amd64) amazon-ssm-agent/3.3.0.0'

export interface AgentKey {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

// Making a key pair takes tens of milliseconds; hosts of one test file share a few.
const keyPairs: AgentKey[] = []
let keysUsed = 0
const keyPairsMax = 4

function nextKeyPair(): AgentKey {
  const place = keysUsed++ % keyPairsMax
  return (keyPairs[place] ??= generateKeyPairSync('rsa', { modulusLength: 2048 }))
}

export const tokenRequestHeaders = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AmazonSSM.RequestManagedInstanceRoleToken',
}

/** How a request for a token differs from what an honest agent sends. */
export interface TokenRequest {
  readonly credentials?: TestCredentials
  readonly fingerprint?: string
  /** The second proof; undefined leaves its header out. */
  proofOver?(authorization: string): string | undefined
}

export class ScriptedAgent {
  readonly plane: TestPlane
  readonly instanceId: string
  readonly region: string
  #keys = nextKeyPair()
  /** Sent as `User-Agent`, if at all; tests of version rules change it. */
  userAgent: string | undefined = stockUserAgent

  constructor(plane: TestPlane, instanceId: string, region: string) {
    this.plane = plane
    this.instanceId = instanceId
    this.region = region
  }

  /** Public key as agents register it: base64 of SPKI DER. */
  get publicKey(): string {
    return this.#keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  }

  /** The key pair that it registers and proves itself with. */
  get key(): AgentKey {
    return this.#keys
  }

  /** Takes another key pair, as a host does that has lost its key folder. */
  changeKey(key = nextKeyPair()): void {
    this.#keys = key
  }

  /** The value of `SSM-AsymmetricKeyAuthorization` over an Authorization header. */
  proofOver(authorization: string): string {
    return asymmetricKeyAuthorization(authorization, this.#keys.privateKey)
  }

  /** Credentials of the instance's own identity, from its metadata service. */
  async identity(delivery: RoleDelivery = '2.0'): Promise<TestCredentials> {
    return toCredentials(await this.#host().identityCredentials(delivery))
  }

  /** Credentials of the instance profile, from the metadata service. */
  async profile(delivery: RoleDelivery = '2.0'): Promise<TestCredentials> {
    return toCredentials(await this.#host().profileCredentials(delivery))
  }

  /** RegisterManagedInstance, EC2 form. */
  async register(input: Record<string, unknown> = {}, credentials?: TestCredentials): Promise<RawReply> {
    const body = { Fingerprint: this.instanceId, PublicKey: this.publicKey, PublicKeyType: 'Rsa', ...input }
    return this.call('AmazonSSM.RegisterManagedInstance', body, credentials ?? (await this.identity()))
  }

  /** RequestManagedInstanceRoleToken with both proofs, unless `change` says otherwise. */
  async requestToken(change: TokenRequest = {}): Promise<RawReply> {
    const { credentials, fingerprint = this.instanceId, proofOver = text => this.proofOver(text) } = change
    const body = JSON.stringify({ Fingerprint: fingerprint })
    const headers = signedHeaders(this.plane.url, {
      ...this.signing('ssm', credentials ?? (await this.identity())),
      headers: { ...tokenRequestHeaders, ...this.#stated() },
      body,
    })
    const authorization = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')![1]
    const proof = proofOver(authorization)
    return rawCall(this.plane.url, {
      headers: { ...headers, ...(proof !== undefined && { 'SSM-AsymmetricKeyAuthorization': proof }) },
      body,
    })
  }

  /** Registers, asks for a token and returns it; throws when either is refused. */
  async join(): Promise<TestCredentials> {
    const registered = await this.register()
    if (registered.status !== 200) throw new Error(`registration refused: ${registered.text}`)
    const reply = await this.requestToken()
    if (reply.status !== 200) throw new Error(`token refused: ${reply.text}`)
    return tokenOf(reply)
  }

  /** UpdateInstanceInformation. */
  ping(credentials: TestCredentials, facts: Record<string, unknown> = {}): Promise<RawReply> {
    const body = {
      AgentName: 'amazon-ssm-agent',
      AgentVersion: '3.3.0.0',
      InstanceId: this.instanceId,
      PlatformType: 'Linux',
      ...facts,
    }
    return this.call('AmazonSSM.UpdateInstanceInformation', body, credentials)
  }

  /** Any JSON operation of Systems Manager. */
  call(target: string, body: unknown, credentials: TestCredentials, service = 'ssm'): Promise<RawReply> {
    return jsonCall(this.plane.url, target, body, this.signing(service, credentials), this.#stated())
  }

  /** What {@link signedCall} needs to sign in this agent's name. */
  signing(service: string, credentials: TestCredentials) {
    return { credentials, region: this.region, service, now: this.plane.clock.now() }
  }

  #stated(): Record<string, string> {
    return this.userAgent === undefined ? {} : { 'user-agent': this.userAgent }
  }

  #host() {
    const host = this.plane.running.app.metadata.findById(this.instanceId)
    if (!host) throw new Error(`${this.instanceId} does not run`)
    return host
  }
}

/** The credentials in a RequestManagedInstanceRoleToken answer. */
export function tokenOf(reply: RawReply): TestCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken } = reply.json() as Record<string, string>
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
}

function toCredentials(credentials: ImdsCredentials): TestCredentials {
  if (!('accessKeyId' in credentials)) throw new Error(`no credentials: ${credentials.code}`)
  const { accessKeyId, secretAccessKey, token } = credentials
  return { accessKeyId, secretAccessKey, sessionToken: token }
}
