// Every error that Hostler's own operations answer, one function each.
import { AwsFault } from '@hostler/wire/aws-fault'

export function sessionRecordNotFound({ id }: { readonly id: string }): AwsFault {
  return new AwsFault('SessionRecordNotFound', 400, `There is no record of session ${id}.`)
}

/** Its id is the place of the copy. */
export function sessionRecordElsewhere({ id }: { readonly id: string }): AwsFault {
  return new AwsFault('SessionRecordElsewhere', 400, `The record is no longer kept here. Its copy is ${id}`)
}

export function decisionNotFound({ id }: { readonly id: string }): AwsFault {
  return new AwsFault('DecisionNotFound', 400, `There is no decision ${id}.`)
}

export function principalNotFound({ id }: { readonly id: string }): AwsFault {
  return new AwsFault('PrincipalNotFound', 400, `There is no user or role ${id} in this account.`)
}

export function roleNotFound({ id }: { readonly id: string }): AwsFault {
  return new AwsFault('ResourceNotFound', 400, `There is no role ${id} in this account.`)
}

export function foreignRole({ id }: { readonly id: string }): AwsFault {
  const why = 'its trust policy is shown in its own account only'
  return new AwsFault('ResourceNotExplainable', 400, `${id} belongs to another account: ${why}.`)
}

export function invalidNextToken(): AwsFault {
  return new AwsFault('InvalidNextToken', 400, 'The specified token is not valid.')
}
