import type { PolicyDocument } from './document.ts'
import { PolicyError } from './policy-error.ts'
import type { PrincipalEntry, PrincipalType } from './statement.ts'

/** What a principal of each type may look like. Wildcards inside a name are never allowed; groups are no principals. */
const shapes: Readonly<Record<PrincipalType, RegExp>> = {
  AWS: new RegExp(
    [
      String.raw`^\*$`,
      String.raw`^\d{12}$`,
      String.raw`^A[A-Z0-9]{15,127}$`,
      String.raw`^arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)/[^*?]+)$`,
      String.raw`^arn:aws[a-z-]*:sts::\d{12}:(assumed-role/[^*?/]+/[^*?/]+|federated-user/[^*?]+)$`,
    ].join('|'),
  ),
  Service: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
  Federated: /^(arn:aws[a-z-]*:iam::\d{12}:(saml|oidc)-provider\/[^*?]+|[a-z0-9-]+(\.[a-z0-9-]+)+)$/,
  CanonicalUser: /^[0-9a-f]{64}$/,
}

/** Throws PolicyError `Invalid principal in policy: …` for a name no principal can have. */
export function checkPrincipalNames({ statements }: PolicyDocument): void {
  for (const { principal } of statements) {
    for (const entry of principal?.entries ?? []) {
      if (!shapes[entry.type].test(entry.value)) throw invalidPrincipal(entry)
    }
  }
}

/** AWS's refusal of a principal that cannot exist, or (known only to the caller) does not. */
export function invalidPrincipal({ type, value }: PrincipalEntry): PolicyError {
  return new PolicyError(`Invalid principal in policy: "${type.toUpperCase()}":"${value}"`)
}
