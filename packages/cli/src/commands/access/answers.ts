// What the plane answers about decisions, as JSON: dates are epoch seconds, statements are counted from one.

export interface Verdict {
  readonly Decision: 'allow' | 'explicit-deny' | 'implicit-deny'
  readonly Layer: string
  readonly PolicyId?: string
  readonly StatementSid?: string
  readonly StatementNumber?: number
  /** JSON of the statement; absent where it is not the account's to read. */
  readonly Statement?: string
}

export interface ContextKey {
  readonly Key: string
  readonly Values: readonly string[]
}

export interface AccessDecision {
  readonly DecisionId: string
  readonly Time: number
  readonly Region: string
  readonly RequestId: string
  readonly Operation: string
  readonly PrincipalArn: string
  readonly IdentityArn: string
  readonly AccessKeyId: string
  readonly SourceAddress?: string
  readonly UserAgent?: string
  readonly Action: string
  readonly Resource: string
  readonly IsPart: boolean
  readonly Verdict: Verdict
  readonly Policies: readonly { readonly Layer: string; readonly PolicyId: string }[]
  readonly ContextKeys: readonly ContextKey[]
  readonly MissingContextKeys: readonly string[]
  readonly FurtherDecisions: number
  readonly FurtherResources?: readonly string[]
}

export interface StatementVerdict {
  readonly PolicyId: string
  readonly StatementSid?: string
  readonly StatementNumber: number
  readonly Effect: 'Allow' | 'Deny'
  readonly Applies: boolean
  readonly UnmetConditions?: readonly {
    readonly Operator: string
    readonly Key: string
    readonly Values: readonly string[]
  }[]
}

export interface LayerVerdict {
  readonly Layer: string
  /** Of an organization's policies: which level, counted from one at its root. */
  readonly Level?: number
  readonly Says: 'allows' | 'denies' | 'silent'
  readonly Policies: readonly string[]
  readonly Statements: readonly StatementVerdict[]
}

export interface AccessExplanation {
  readonly Verdict: Verdict
  readonly Layers: readonly LayerVerdict[]
  readonly ContextKeys: readonly ContextKey[]
  readonly MissingContextKeys: readonly string[]
}
