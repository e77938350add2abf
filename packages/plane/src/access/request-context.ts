// Condition keys of one request, looked up only when a policy asks for them.
import type { ContextLookup, ContextValue } from '@hostler/policy/index'
import { type Caller, hostOf, issuedAtOf, mfaAtOf, sessionTagsOf } from '../identity/caller.ts'
import type { Principal } from '../identity/principals.ts'
import { ambiguous, type Ask } from './ask.ts'
import type { GatheredPolicies } from './policy-gathering.ts'

/** The call that a question belongs to, for the list of decisions. */
export interface CallOrigin {
  readonly requestId: string
  /** `service:Name`. */
  readonly operation: string
  /** It was allowed once, and is asked again while what it allowed is open. */
  readonly isAgain?: boolean
}

/** Facts of the request itself. */
export interface RequestFacts {
  readonly origin: CallOrigin
  readonly now: Date
  readonly region: string
  readonly secure: boolean
  readonly userAgent: string | undefined
  /** Peer address; IPv4-mapped IPv6 is written as IPv4. */
  readonly sourceIp: string | undefined
}

/** What of a caller's surroundings conditions look at. */
export interface CallerFacts extends Pick<GatheredPolicies, 'principal' | 'membership' | 'resourceMembership'> {
  readonly resourceAccountId: string
}

export function requestContext(ask: Ask, caller: Caller, known: CallerFacts, facts: RequestFacts): ContextLookup {
  return {
    get: key =>
      askedKey(key, ask) ??
      requestKey(key, facts) ??
      organizationKey(key, caller, known) ??
      (key === 'aws:resourceaccount' ? known.resourceAccountId : callerKey(key, caller, known.principal, facts)),
  }
}

function organizationKey(
  key: string,
  caller: Caller,
  { membership, resourceMembership }: CallerFacts,
): ContextValue | undefined {
  switch (key) {
    case 'aws:principalorgid':
      return membership?.organizationId
    case 'aws:principalorgpaths':
      return membership && [membership.path]
    case 'aws:resourceorgid':
      return resourceMembership?.organizationId
    case 'aws:resourceorgpaths':
      return resourceMembership && [resourceMembership.path]
    case 'ssm:nodeorgid':
      return hostOf(caller) && membership?.organizationId
    default:
      return undefined
  }
}

/** Throws for an ambiguous key: the engine takes that for a denial. */
function askedKey(key: string, { context }: Ask): ContextValue | undefined {
  const value = context && Object.hasOwn(context, key) ? context[key] : undefined
  if (value === ambiguous) throw new Error(`${key} has several values`)
  return value
}

function requestKey(key: string, facts: RequestFacts): ContextValue | undefined {
  switch (key) {
    case 'aws:currenttime':
      return facts.now.toISOString()
    case 'aws:epochtime':
      return String(Math.floor(facts.now.getTime() / 1000))
    case 'aws:sourceip':
      return facts.sourceIp
    case 'aws:securetransport':
      return String(facts.secure)
    case 'aws:useragent':
      return facts.userAgent
    case 'aws:requestedregion':
      return facts.region
    case 'aws:viaawsservice':
    case 'aws:principalisawsservice':
      return 'false'
    default:
      return undefined
  }
}

const principalTypes = {
  root: 'Account',
  user: 'User',
  federated: 'FederatedUser',
  role: 'AssumedRole',
  'instance-identity': 'AssumedRole',
  unsigned: 'Anonymous',
} as const

function callerKey(
  key: string,
  caller: Caller,
  principal: Principal | undefined,
  { now }: RequestFacts,
): ContextValue | undefined {
  switch (key) {
    case 'aws:principalaccount':
      return caller.kind === 'unsigned' ? undefined : caller.accountId
    case 'aws:principalarn':
      if (caller.kind === 'unsigned') return undefined
      return caller.kind === 'role' ? caller.roleArn : caller.arn
    case 'aws:principaltype':
      return principalTypes[caller.kind]
    case 'aws:userid':
      return caller.userId
    case 'aws:username':
      return caller.kind === 'user' ? caller.userName : undefined
    case 'aws:tokenissuetime':
      return issuedAtOf(caller)?.toISOString()
    case 'aws:multifactorauthpresent':
      return issuedAtOf(caller) && String(mfaAtOf(caller) !== undefined)
    case 'aws:multifactorauthage':
      return mfaAge(caller, now)
    case 'aws:sourceidentity':
      return caller.kind === 'role' ? caller.session.sourceIdentity : undefined
    default:
      return key.startsWith(principalTagPrefix)
        ? principalTag(key.slice(principalTagPrefix.length), caller, principal)
        : hostKey(key, caller)
  }
}

const principalTagPrefix = 'aws:principaltag/'

/** Keys compare without case; session tags override those of the role or user. */
function principalTag(key: string, caller: Caller, principal: Principal | undefined): string | undefined {
  const session = Object.entries(sessionTagsOf(caller))
  const own = principal ? [...principal.tags] : []
  return [...session, ...own].find(([name]) => name.toLowerCase() === key)?.[1]
}

function hostKey(key: string, caller: Caller): ContextValue | undefined {
  const host = hostOf(caller)
  if (!host) return undefined
  switch (key) {
    case 'ssm:sourceinstancearn':
      return host.arn
    case 'ec2:sourceinstancearn':
      return host.arn.includes(':instance/') ? host.arn : undefined
    case 'ec2:roledelivery':
      return host.roleDelivery
    case 'aws:ec2instancesourceprivateipv4':
      return host.roleDelivery && host.privateIp
    case 'ssm:nodeaccountid':
      return caller.accountId
    default:
      return undefined
  }
}

/** Whole seconds. */
function mfaAge(caller: Caller, now: Date): string | undefined {
  const mfaAt = mfaAtOf(caller)
  return mfaAt && String(Math.floor((now.getTime() - mfaAt.getTime()) / 1000))
}
