// Every error that Hostler's own operations answer, one function each.
import { AwsFault } from '@hostler/wire/aws-fault'

export function sessionRecordNotFound({ id }: { readonly id: string }): AwsFault {
  return new AwsFault('SessionRecordNotFound', 400, `There is no record of session ${id}.`)
}

export function invalidNextToken(): AwsFault {
  return new AwsFault('InvalidNextToken', 400, 'The specified token is not valid.')
}
