// From a parsed signature to the caller. Says why not with the kind of failure; the gateway words it per protocol.
import type { WireRequest } from '@hostler/wire/protocols/protocol'
import type { ParsedSignature } from '@hostler/wire/sigv4/parse-signature'
import { verifyNodeSignature } from '@hostler/wire/sigv4/node-rsa'
import { textSigner } from '@hostler/wire/sigv4/text-signer'
import { verifySignature } from '@hostler/wire/sigv4/verify'
import type { AccessKeyUse } from '../domain/access-key/access-key-use.ts'
import type { Clock } from '../domain/basics/clock.ts'
import type { AccessKeys } from './access-keys.ts'
import type { Caller, FederatedCaller, RootCaller, UserCaller, UserSession } from './caller.ts'
import type { Principals } from './principals.ts'
import type { OpenedSession, SessionSubject, SessionTokens } from './session-tokens.ts'

/** `unknown` covers keys, tokens and identities that do not (or no longer) exist: which, is not told. */
export type IdentityFailure =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid-signature'; readonly message: string }

/** Signs text with the key that the request was signed with: the pieces of a body that follow it are. Gives hex. */
export type SignText = (text: string) => string

export type Identified =
  | { readonly caller: Caller; readonly failure?: undefined; readonly sign?: SignText }
  | { readonly failure: IdentityFailure }

/** A hybrid node as far as its signature goes. */
export interface HybridNode {
  readonly accountId: string
  readonly region: string
  readonly id: string
  /** SPKI DER in base64. */
  readonly publicKey: string
}

export interface Authenticator {
  /** Verifies the signature and finds out whose it is. */
  identify(request: WireRequest, signature: ParsedSignature): Promise<Identified>
}

/** Only S3's callers sign more than the head of a request. */
function identifiedAs(caller: Caller, signature: ParsedSignature, secret: string): Identified {
  if (signature.service !== 's3') return { caller }
  return { caller, sign: textSigner(signature, secret) }
}

const unknown: Identified = { failure: { kind: 'unknown' } }

export function createAuthenticator(parts: {
  accessKeys: AccessKeys
  sessionTokens: SessionTokens
  principals: Principals
  /** Whether an instance still exists: its identity and the credentials it holds end with it. */
  instanceExists(accountId: string, region: string, id: string): Promise<boolean>
  /** Hears of every permanent key whose signature was good. */
  keyUsed(use: AccessKeyUse): void
  /** The key that a hybrid node has registered. */
  findHybridNode(id: string): Promise<HybridNode | undefined>
  clock: Clock
}): Authenticator {
  return {
    async identify(request, signature) {
      const identified = await identifyAny(request, signature)
      if (identified.failure) return identified
      return (await parts.principals.isAccountOpen(identified.caller.accountId)) ? identified : unknown
    },
  }

  function identifyAny(request: WireRequest, signature: ParsedSignature): Promise<Identified> {
    if (signature.accessKeyId.startsWith('ASIA')) return identifySession(request, signature)
    if (signature.accessKeyId.startsWith('mi-')) return identifyNode(request, signature)
    return identifyPermanent(request, signature)
  }

  /** A hybrid node that signs with its own key: good for getting a token and for changing the key. */
  async function identifyNode(request: WireRequest, signature: ParsedSignature): Promise<Identified> {
    if (signature.sessionToken !== undefined) return unknown
    const node = await parts.findHybridNode(signature.accessKeyId)
    if (!node || node.region !== signature.region) return unknown
    const wrong = verifyNodeSignature(request, signature, node.publicKey)
    if (wrong) return { failure: { kind: 'invalid-signature', message: wrong.message } }
    const { accountId, region, id } = node
    const arn = `arn:aws:ssm:${region}:${accountId}:managed-instance/${id}`
    const issuedAt = parts.clock.now()
    const caller = { kind: 'instance-identity', accountId, arn, userId: id, accessKeyId: id, issuedAt } as const
    return { caller: { ...caller, host: { id, region, arn } } }
  }

  async function identifyPermanent(request: WireRequest, signature: ParsedSignature): Promise<Identified> {
    if (signature.sessionToken !== undefined) return unknown
    const key = await parts.accessKeys.find(signature.accessKeyId)
    if (!key) return unknown
    const wrong = verifySignature(request, signature, key.secretAccessKey)
    if (wrong) return { failure: { kind: 'invalid-signature', message: wrong.message } }
    const { accountId, userId } = key
    const { accessKeyId, service, region } = signature
    const caller = await userCaller(accountId, userId, accessKeyId)
    if (!caller) return unknown
    parts.keyUsed({ accessKeyId, accountId, at: parts.clock.now(), service, region })
    return identifiedAs(caller, signature, key.secretAccessKey)
  }

  /** A user, or root where the id is the account's; undefined when the user is gone. */
  async function userCaller(
    accountId: string,
    userId: string,
    accessKeyId: string,
    session?: UserSession,
  ): Promise<UserCaller | RootCaller | undefined> {
    const base = { accountId, accessKeyId, userId, ...(session && { session }) }
    if (userId === accountId) return { ...base, kind: 'root', arn: `arn:aws:iam::${accountId}:root` }
    const user = await parts.principals.findUser(accountId, userId)
    return user && { ...base, kind: 'user', arn: user.arn, userName: user.name, entityId: userId }
  }

  async function federatedCaller(
    { accountId, userId, session }: SessionSubject & { kind: 'federated' },
    accessKeyId: string,
  ): Promise<FederatedCaller | undefined> {
    const behind = await userCaller(accountId, userId, accessKeyId)
    if (!behind) return undefined
    return {
      kind: 'federated',
      accountId,
      accessKeyId,
      arn: `arn:aws:sts::${accountId}:federated-user/${session.name}`,
      userId: `${accountId}:${session.name}`,
      entityId: userId,
      userArn: behind.arn,
      session,
    }
  }

  async function identifySession(request: WireRequest, signature: ParsedSignature): Promise<Identified> {
    const session = signature.sessionToken === undefined ? undefined : parts.sessionTokens.open(signature.sessionToken)
    if (session?.accessKeyId !== signature.accessKeyId) return unknown
    const wrong = verifySignature(request, signature, session.secretAccessKey)
    if (wrong) return { failure: { kind: 'invalid-signature', message: wrong.message } }
    if (session.expiresAt <= parts.clock.now()) return { failure: { kind: 'expired' } }
    const caller = await callerOf(session)
    return caller ? identifiedAs(caller, signature, session.secretAccessKey) : unknown
  }

  async function callerOf({ accessKeyId, subject }: OpenedSession): Promise<Caller | undefined> {
    const { accountId } = subject
    if (subject.kind === 'user') return userCaller(accountId, subject.userId, accessKeyId, subject.session)
    if (subject.kind === 'federated') return federatedCaller(subject, accessKeyId)
    // What was issued to a host ends with the host: a channel opened afterwards would have nothing behind it.
    const heldBy = subject.kind === 'instance-identity' ? subject.host : subject.session.host
    if (heldBy && !(await parts.instanceExists(accountId, heldBy.region, heldBy.id))) return undefined
    if (subject.kind === 'instance-identity') {
      const { host, issuedAt } = subject
      const arn = `arn:aws:sts::${accountId}:assumed-role/aws:ec2-instance/${host.id}`
      return { kind: 'instance-identity', accountId, arn, userId: host.id, accessKeyId, host, issuedAt }
    }
    const role = await parts.principals.findRole(accountId, subject.roleId)
    if (!role) return undefined
    const { session } = subject
    return {
      kind: 'role',
      accountId,
      accessKeyId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${session.name}`,
      userId: `${subject.roleId}:${session.name}`,
      entityId: subject.roleId,
      roleArn: role.arn,
      session,
    }
  }
}
