// Credentials as the metadata service hands them out: of the instance itself and of its profile's role.
import { AwsError } from '../api/aws-error.ts'
import type { ImdsClient } from '../identity/imds-client.ts'
import type { Clock } from '../runtime/clock.ts'
import { parseJsonObject } from '../runtime/files.ts'
import { CachedCredentials, findCredentials, type Credentials } from './credentials.ts'

const IDENTITY_ROLE = 'meta-data/identity-credentials/ec2/security-credentials/ec2-instance'
const PROFILE_ROLES = 'meta-data/iam/security-credentials/'

type Answer = { code: string; message: string; credentials: Credentials | undefined }

function parseAnswer(text: string): Answer | undefined {
  const answer = parseJsonObject(text)
  if (answer === undefined) return undefined
  const { Code: code, Message: message, AccessKeyId, SecretAccessKey, Token, Expiration } = answer
  const expiresAt = typeof Expiration === 'string' ? new Date(Expiration) : undefined
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : '',
    credentials: findCredentials(AccessKeyId, SecretAccessKey, Token, expiresAt),
  }
}

/** Credentials of the instance itself: they sign registration and the Default Host Management request. */
export function identityRoleCredentials(imds: ImdsClient, clock: Clock): CachedCredentials {
  const fetch = async (signal: AbortSignal) => {
    const answer = parseAnswer(await imds.get(IDENTITY_ROLE, signal))
    if (answer?.code !== 'Success' || answer.credentials === undefined) {
      throw new Error(`instance metadata gave no instance identity credentials (code "${answer?.code ?? ''}")`)
    }
    return answer.credentials
  }
  const atHalfLife = ({ expiresAt }: Credentials) => new Date((clock.now().getTime() + expiresAt.getTime()) / 2)
  return new CachedCredentials(fetch, atHalfLife, () => clock.now())
}

async function getForRole(imds: ImdsClient, path: string, what: string, signal: AbortSignal): Promise<string> {
  try {
    return await imds.get(path, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw new AwsError('EC2RoleRequestError', `${what}: ${(error as Error).message}`, { cause: error })
  }
}

/** Role names may hold `+=,@`, which travel as they are. */
function encodeRole(role: string): string {
  return encodeURIComponent(role).replace(/%(?:2B|3D|2C|40)/g, decodeURIComponent)
}

/**
 * Credentials of the instance profile's role, always asked anew. The codes of its errors decide about Default
 * Host Management: `EC2RoleRequestError` (no profile, or the metadata service failed), `EmptyEC2RoleList`, the
 * `Code` the metadata service gave, or `SerializationError`.
 */
export async function fetchProfileCredentials(imds: ImdsClient, signal: AbortSignal): Promise<Credentials> {
  const list = await getForRole(imds, PROFILE_ROLES, 'no EC2 instance role found', signal)
  const role = list.split('\n')[0]?.trim()
  if (!role) throw new AwsError('EmptyEC2RoleList', 'the list of instance roles is empty')
  const path = PROFILE_ROLES + encodeRole(role)
  const answer = parseAnswer(await getForRole(imds, path, `no credentials for role ${role}`, signal))
  if (answer === undefined) throw new AwsError('SerializationError', `the credentials of role ${role} are not JSON`)
  if (answer.code !== 'Success') {
    throw new AwsError(answer.code || 'UnknownError', `no credentials for role ${role}: ${answer.message}`)
  }
  if (answer.credentials === undefined) {
    throw new AwsError('SerializationError', `the credentials of role ${role} are incomplete`)
  }
  return answer.credentials
}
