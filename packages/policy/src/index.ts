// The IAM policy language as a pure engine: read, check, compile, decide, explain. What is listed here is the whole
// interface; it does no I/O and keeps no state between calls.
export { compilePolicy, type CompiledPolicy } from './evaluation/compiled-policy.ts'
export type {
  AuthorizationRequest,
  ContextLookup,
  ContextValue,
  PolicyPrincipal,
} from './evaluation/authorization-request.ts'
export { evaluate } from './evaluation/evaluate.ts'
export { denialMessage } from './evaluation/explain.ts'
export { isPublicPolicy } from './evaluation/is-public.ts'
export { mayAllowAction, mayAllowService } from './evaluation/granted-services.ts'
export type { Decision, NamedPolicy, PolicyHolderType, PolicyLayer, PolicySets } from './evaluation/policy-sets.ts'
export { statementText } from './evaluation/statement-text.ts'
export { weighLayers, type LayerVerdict, type StatementVerdict } from './evaluation/weigh-layers.ts'
export { contextKeysIn } from './language/context-keys.ts'
export type { PolicyKind, PolicyVersion } from './language/document.ts'
export { PolicyError, type PolicyErrorCode } from './language/policy-error.ts'
export { checkPolicySize, policySize, policySizeLimits, type PolicyHolder } from './language/size.ts'
export { statementPositions, type StatementPosition } from './language/statement-positions.ts'
export type { ConditionEntry, PrincipalEntry, PrincipalType } from './language/statement.ts'
export { validatePolicy } from './language/validate.ts'
export { invalidPrincipal } from './language/validate-principals.ts'
