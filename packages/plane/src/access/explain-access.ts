// What the policies would say if somebody asked: the question is put to the same policies by the same engine, and every
// layer's verdict is told. Nothing is kept, nothing is done.
import {
  type AuthorizationRequest,
  type ContextLookup,
  type ContextValue,
  evaluate,
  type LayerVerdict,
  weighLayers,
} from '@hostler/policy/index'
import { DomainError } from '../domain/basics/errors.ts'
import type { Verdict } from '../domain/decision/decision.ts'
import { type Role, roleArn } from '../domain/role/role.ts'
import type { Reader } from '../domain/storage.ts'
import type { Caller } from '../identity/caller.ts'
import { may } from './ask.ts'
import { verdictOf } from './decided-question.ts'
import { findCallerByArn } from './caller-by-arn.ts'
import { type PolicyGathering, policyPrincipal, type OwnedResource } from './policy-gathering.ts'
import { type LookedAt, RememberingLookup } from './remember-keys.ts'
import { type RequestFacts, requestContext } from './request-context.ts'
import { trustPolicyAs } from './trust.ts'

export interface AccessQuestion {
  readonly accountId: string
  readonly region: string
  readonly now: Date
  /** Of a user, a role, a session of a role, or the account's root. */
  readonly principalArn: string
  readonly action: string
  readonly resource: string
  /** Condition keys by lower-case name. What is neither here nor known of the principal has no value. */
  readonly context: ReadonlyMap<string, ContextValue>
}

export interface AccessExplanation {
  readonly verdict: Verdict
  readonly layers: readonly LayerVerdict[]
  readonly looked: LookedAt
}

export interface AccessExplainer {
  /**
   * Throws `principal.not-found` for whoever is not of this account, `role.not-found` for a role that is to be assumed
   * and does not exist, and `role.unavailable` for one of another account: its trust policy is not shown to anybody else.
   */
  explain(question: AccessQuestion): Promise<AccessExplanation>
  /** ARN of the role whose session an ARN names; undefined for everything else. */
  roleBehind(accountId: string, principalArn: string): Promise<string | undefined>
}

export interface ExplainerParts {
  readonly read: Pick<Reader, 'users' | 'roles'>
  readonly policies: PolicyGathering
  /** The trust policy with names for principals that still exist. */
  trustPolicyOf(role: Role): Promise<string>
}

export function createAccessExplainer({ read, policies, trustPolicyOf }: ExplainerParts): AccessExplainer {
  /** The only resource policies that there are so far. */
  async function trustIn(action: string, resource: string, accountId: string): Promise<OwnedResource | undefined> {
    if (!isAssuming(action)) return undefined
    const [, owner, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(resource) ?? []
    if (owner === undefined || name === undefined) return undefined
    if (owner !== accountId) throw new DomainError('role', 'unavailable', resource)
    const role = await read.roles.find(accountId, name)
    if (!role || roleArn(role) !== resource) throw new DomainError('role', 'not-found', name)
    return { policy: trustPolicyAs(resource, await trustPolicyOf(role)), kind: 'trust', accountId }
  }

  return {
    async roleBehind(accountId, principalArn) {
      if (!principalArn.includes(':assumed-role/')) return undefined
      const caller = await findCallerByArn(read, { accountId, principalArn, now: new Date(0) })
      return caller?.kind === 'role' ? caller.roleArn : undefined
    },
    async explain(question) {
      const { accountId, action, resource } = question
      const caller = await findCallerByArn(read, question)
      if (!caller) throw new DomainError('principal', 'not-found', question.principalArn)
      const resourcePolicy = await trustIn(action, resource, accountId)
      const gathered = await policies.gather(caller, resourcePolicy)
      const { sets } = gathered
      const resourceAccountId = resourcePolicy?.accountId ?? accountId
      const known = { ...gathered, resourceAccountId }
      const ofCaller = requestContext(may(action, resource), caller, known, factsOf(question))
      const context = new RememberingLookup(contextOf(question.context, ofCaller, caller))
      const request: AuthorizationRequest = {
        action,
        resource,
        resourceAccount: resourceAccountId,
        principal: policyPrincipal(caller),
        context,
      }
      const decision = evaluate(request, sets)
      const layers = weighLayers(request, sets)
      return { verdict: verdictOf({ decision, sets }), layers, looked: context.looked ?? new Map() }
    },
  }
}

/** Whether a role's trust policy has a say about an action. */
export function isAssuming(action: string): boolean {
  return /^sts:(AssumeRole|TagSession|SetSourceIdentity)$/i.test(action)
}

/** Of a call that nobody makes, only time and region are known. */
function factsOf({ now, region, action }: AccessQuestion): RequestFacts {
  const origin = { requestId: '', operation: action }
  return { origin, now, region, secure: false, userAgent: undefined, sourceIp: undefined }
}

const unknownOfCalls: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'aws:tokenissuetime',
  'aws:multifactorauthpresent',
])

function contextOf(given: ReadonlyMap<string, ContextValue>, known: ContextLookup, { kind }: Caller): ContextLookup {
  return {
    get(key) {
      // A session's name is part of its user id, and a role has no session.
      const isUnknown = unknownOfCalls.has(key) || (kind === 'role' && key === 'aws:userid')
      return given.get(key) ?? (isUnknown ? undefined : known.get(key))
    },
  }
}
