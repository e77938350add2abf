import type { CompiledPolicy } from './compiled-policy.ts'

/** A policy with the name it is reported under. */
export interface NamedPolicy {
  /** ARN, or the name of an inline policy. */
  readonly id: string
  readonly arn?: string
  readonly policy: CompiledPolicy
  /** Whose identity policy it is: a user has those of its groups too. */
  readonly holder?: PolicyHolderName
}

export type PolicyHolderType = 'user' | 'group' | 'role'

export interface PolicyHolderName {
  readonly type: PolicyHolderType
  readonly name: string
}

/** Everything that has a say in one request. */
export interface PolicySets {
  /** Of the user and its groups, or of the role. */
  readonly identity: readonly NamedPolicy[]
  readonly boundary?: NamedPolicy
  /** Undefined: the session has no session policy. An empty list allows nothing. */
  readonly session?: readonly NamedPolicy[]
  readonly resource?: NamedPolicy
  /** `trust` and `key`: the resource's policy must allow even inside one account. Default `policy`. */
  readonly resourceKind?: 'policy' | 'trust' | 'key'
  /** Levels from the root to the account; each level must allow. Undefined: no organization, or not bound by it. */
  readonly scps?: readonly (readonly NamedPolicy[])[]
  /** Levels as for `scps`, of the resource's account. They only deny: RCPFullAWSAccess is implied everywhere. */
  readonly rcps?: readonly (readonly NamedPolicy[])[]
  /** Policy of the VPC endpoint the request came through. Undefined: it came through none. */
  readonly endpoint?: readonly NamedPolicy[]
}

export type PolicyLayer = 'rcp' | 'scp' | 'resource' | 'trust' | 'identity' | 'boundary' | 'session' | 'endpoint'

/** The outcome with the layer that decided and, where one did, the policy and statement (counted from zero). */
export type Decision =
  | {
      readonly effect: 'allow'
      readonly layer: PolicyLayer | 'root'
      readonly policyId?: string
      readonly sid?: string
      readonly statementIndex?: number
    }
  | {
      readonly effect: 'explicit-deny'
      readonly layer: PolicyLayer
      readonly policyId: string
      readonly policyArn?: string
      readonly sid?: string
      readonly statementIndex: number
    }
  | { readonly effect: 'implicit-deny'; readonly layer: PolicyLayer }
