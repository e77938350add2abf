// A host that is no EC2 instance, one call at a time: registers by an activation, proves itself with its key.
import { generateKeyPairSync } from 'node:crypto'
import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { AttachRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateActivationCommand, type CreateActivationCommandInput } from '@aws-sdk/client-ssm'
import { trustPolicyFor } from '@hostler/testkit/default-host-management'
import { jsonCall, rawCall, type RawReply } from '@hostler/testkit/raw-call'
import type { TestClients, TestCredentials } from '@hostler/testkit/test-clients'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { signNodeRequest } from '@hostler/wire/sigv4/node-rsa'

export const hybridRole = 'service-role/Hybrid'

/** Makes the role that hybrid hosts get. */
export async function makeHybridRole({ iam }: TestClients): Promise<void> {
  const trust = { AssumeRolePolicyDocument: trustPolicyFor('ssm.amazonaws.com') }
  await iam.send(new CreateRoleCommand({ RoleName: 'Hybrid', Path: '/service-role/', ...trust }))
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'Hybrid', PolicyArn }))
}

export interface ShownActivation {
  readonly ActivationId?: string
  readonly ActivationCode?: string
}

export function activate(
  { ssm }: TestClients,
  input: Partial<CreateActivationCommandInput> = {},
): Promise<ShownActivation> {
  return ssm.send(new CreateActivationCommand({ IamRole: hybridRole, ...input }))
}

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })

export class HybridHost {
  readonly plane: TestPlane
  fingerprint = 'b6b0f9a0-7a4e-4f67-8b0e-6f1a2d3c4b5a'
  instanceId = ''
  #privateKey = keys.privateKey

  constructor(plane: TestPlane) {
    this.plane = plane
  }

  get publicKey(): string {
    return keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  }

  /** From now on it signs with a key that nobody knows. */
  loseKey(): void {
    this.#privateKey = otherKeys.privateKey
  }

  /** RegisterManagedInstance, unsigned. */
  async register(activation: ShownActivation, change: Record<string, unknown> = {}): Promise<RawReply> {
    const { ActivationId, ActivationCode } = activation
    const offer = { Fingerprint: this.fingerprint, PublicKey: this.publicKey, PublicKeyType: 'Rsa' }
    const reply = await rawCall(this.plane.url, {
      headers: headersOf('RegisterManagedInstance'),
      body: JSON.stringify({ ActivationId, ActivationCode, ...offer, ...change }),
    })
    if (reply.status === 200) this.instanceId = (reply.json() as { InstanceId: string }).InstanceId
    return reply
  }

  /** RequestManagedInstanceRoleToken, signed with its key. */
  requestToken(region = testRegion): Promise<RawReply> {
    return this.callWithKey('RequestManagedInstanceRoleToken', { Fingerprint: this.fingerprint }, region)
  }

  /** Any operation, signed with its key. */
  callWithKey(operation: string, input: object, region = testRegion): Promise<RawReply> {
    const body = JSON.stringify(input)
    const request = { method: 'POST', url: new URL(`${this.plane.url}/`), headers: headersOf(operation), body }
    const node = { nodeId: this.instanceId, privateKey: this.#privateKey }
    const headers = signNodeRequest(request, node, { region, service: 'ssm', now: this.plane.clock.now() })
    return rawCall(this.plane.url, { headers, body })
  }

  async token(): Promise<TestCredentials> {
    const { AccessKeyId, SecretAccessKey, SessionToken } = (await this.requestToken()).json() as Record<string, string>
    return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
  }

  /** UpdateInstanceInformation with the node's credentials. */
  ping(credentials: TestCredentials): Promise<RawReply> {
    const facts = { AgentName: 'amazon-ssm-agent', AgentVersion: '3.3.0.0', PlatformType: 'Linux' }
    const signing = { credentials, region: testRegion, service: 'ssm', now: this.plane.clock.now() }
    const input = { ...facts, InstanceId: this.instanceId }
    return jsonCall(this.plane.url, 'AmazonSSM.UpdateInstanceInformation', input, signing)
  }
}

function headersOf(operation: string): Record<string, string> {
  return { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${operation}` }
}
