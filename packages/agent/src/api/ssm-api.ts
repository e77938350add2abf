// The SSM operations the agent calls: what goes out, what must come back.
import type { Timing } from '../config/timing.ts'
import { findCredentials, type CredentialSource, type Credentials } from '../credentials/credentials.ts'
import { parseJsonObject, textOf } from '../runtime/files.ts'
import { AGENT_NAME, AGENT_VERSION } from '../version.ts'
import { AwsError } from './aws-error.ts'
import { JsonApi, type JsonApiOptions, type Signer } from './json-api.ts'

/** What a full ping says beyond who speaks. Absent members are not sent. */
export type HealthReport = {
  availabilityZone?: string
  availabilityZoneId?: string
  computerName: string
  ipAddress: string
  platformName: string
  platformVersion: string
  connectionChannel: '' | 'ssmmessages' | 'ec2messages'
}

/** An activation's two parts, and what the host tells of itself. `publicKey` is base64 SPKI. */
export type HybridRegistration = { code: string; id: string; fingerprint: string; publicKey: string }

/** `PlatformType` as SSM spells it. */
export function platformType(platform: NodeJS.Platform = process.platform): 'Linux' | 'MacOS' | 'Windows' {
  if (platform === 'darwin') return 'MacOS'
  return platform === 'win32' ? 'Windows' : 'Linux'
}

/** An answer that lacks what the operation promises. Retrying at once would not help. */
function unreadable(operation: string, what: string): AwsError {
  return new AwsError('SerializationError', `the answer to ${operation} has no ${what}`)
}

/** Epoch seconds as a number, or an ISO 8601 string. */
function parseDate(value: unknown): Date | undefined {
  if (typeof value === 'number') return new Date(value * 1000)
  return typeof value === 'string' ? new Date(value) : undefined
}

export class SsmApi {
  readonly #api: JsonApi

  constructor(api: JsonApi) {
    this.#api = api
  }

  /** The ping that only says who speaks: a test of credentials. Any 2xx answer is a success. */
  async emptyPing(instanceId: string, credentials: CredentialSource, signal: AbortSignal): Promise<void> {
    const input = {
      AgentName: AGENT_NAME,
      AgentVersion: AGENT_VERSION,
      InstanceId: instanceId,
      PlatformType: platformType(),
    }
    await this.#api.call({ operation: 'UpdateInstanceInformation', input, credentials }, signal)
  }

  /** The periodic ping that keeps the host listed as online. */
  async healthPing(
    instanceId: string,
    report: HealthReport,
    credentials: CredentialSource,
    signal: AbortSignal,
  ): Promise<void> {
    const input = {
      AgentName: AGENT_NAME,
      AgentStatus: 'Active',
      AgentVersion: AGENT_VERSION,
      AvailabilityZone: report.availabilityZone,
      AvailabilityZoneId: report.availabilityZoneId,
      ComputerName: report.computerName,
      IPAddress: report.ipAddress,
      InstanceId: instanceId,
      PlatformName: report.platformName,
      PlatformType: platformType(),
      PlatformVersion: report.platformVersion,
      SSMConnectionChannel: report.connectionChannel,
    }
    await this.#api.call({ operation: 'UpdateInstanceInformation', input, credentials }, signal)
  }

  /** Registers the host's public key (base64 SPKI). The fingerprint of an EC2 host is its instance id. */
  async register(
    registration: { instanceId: string; publicKey: string },
    credentials: CredentialSource,
    signal: AbortSignal,
  ): Promise<void> {
    const operation = 'RegisterManagedInstance'
    const { instanceId, publicKey } = registration
    const input = { Fingerprint: instanceId, PublicKey: publicKey, PublicKeyType: 'Rsa' }
    const body = parseJsonObject(await this.#api.call({ operation, input, credentials }, signal))
    if (typeof body?.['InstanceId'] !== 'string') throw unreadable(operation, 'InstanceId')
  }

  /** Registers a host elsewhere by its activation. Answers the node id (`mi-…`) that it has from now on. */
  async registerHybrid(registration: HybridRegistration, signal: AbortSignal): Promise<string> {
    const operation = 'RegisterManagedInstance'
    const { code, id, fingerprint, publicKey } = registration
    const input = {
      ActivationCode: code,
      ActivationId: id,
      Fingerprint: fingerprint,
      PublicKey: publicKey,
      PublicKeyType: 'Rsa',
    }
    const body = parseJsonObject(await this.#api.call({ operation, input, unsigned: true }, signal))
    const nodeId = textOf(body?.['InstanceId'])
    if (!/^mi-[0-9a-f]{17}$/.test(nodeId)) throw unreadable(operation, 'InstanceId')
    return nodeId
  }

  /**
   * Asks for the credentials of a registered host. An EC2 host's fingerprint is its instance id. Throws
   * `SerializationError` when the answer lacks any.
   */
  async requestRoleToken(fingerprint: string, signer: Signer, signal: AbortSignal): Promise<Credentials> {
    const operation = 'RequestManagedInstanceRoleToken'
    const call = { operation, input: { Fingerprint: fingerprint }, ...signer }
    const body = parseJsonObject(await this.#api.call(call, signal)) ?? {}
    const { AccessKeyId, SecretAccessKey, SessionToken, TokenExpirationDate } = body
    const credentials = findCredentials(AccessKeyId, SecretAccessKey, SessionToken, parseDate(TokenExpirationDate))
    if (credentials === undefined) throw unreadable(operation, 'complete credentials')
    return credentials
  }

  /** Type and value of those parameters that there are; encrypted ones are not decrypted. */
  async getParameters(
    names: readonly string[],
    credentials: CredentialSource,
    signal: AbortSignal,
  ): Promise<Map<string, { type: string; value: string }>> {
    const operation = 'GetParameters'
    const body = parseJsonObject(await this.#api.call({ operation, input: { Names: names }, credentials }, signal))
    const parameters = body?.['Parameters']
    if (!Array.isArray(parameters)) throw unreadable(operation, 'Parameters')
    const found = parameters.map((parameter: Partial<Record<'Name' | 'Type' | 'Value', unknown>> | null) => {
      const { Name, Type, Value } = parameter ?? {}
      return [textOf(Name), { type: textOf(Type), value: textOf(Value) }] as const
    })
    return new Map(found)
  }
}

const TIMEOUT_SECONDS = 60

/** The SSM API at `endpoint`, with calls signed for `signingRegion`. */
export function createSsmApi(
  endpoint: URL,
  signingRegion: string,
  timing: Timing,
  peers: Pick<JsonApiOptions, 'http' | 'clock' | 'random'>,
): SsmApi {
  const api = new JsonApi({
    ...peers,
    service: 'ssm',
    targetPrefix: 'AmazonSSM',
    endpoint,
    signingRegion,
    timeoutSeconds: TIMEOUT_SECONDS,
    retrySeconds: timing.apiRetry,
  })
  return new SsmApi(api)
}
