import { loadModel } from '@hostler/wire/model/load-model'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import { type Outcome, refusedUnauthenticated, refusedUnauthorized } from './outcome.ts'

/** AWS's common errors, which models do not list. */
const common: ReadonlySet<string> = new Set(['ValidationException', 'ValidationError'])

/** EC2's model lists no errors; these are of its published table of codes. */
const ec2: ReadonlySet<string> = new Set([
  'DryRunOperation',
  'IncorrectState',
  'InvalidInstanceID.NotFound',
  'InvalidParameterValue',
  'NoSuchAssociation',
])

/** May this outcome be, by the model of its operation, AWS's common errors, and those of the gateway? */
export function isModelled(outcome: Outcome): boolean {
  const { service, operation, code } = outcome
  if (code === undefined || refusedUnauthenticated(outcome) || refusedUnauthorized(outcome)) return true
  if (service === 'ec2') return ec2.has(code)
  return common.has(code) || codesOf(loadModel(service), operation).has(code)
}

function codesOf({ operations, shapes }: ServiceModel, operation: string): ReadonlySet<string> {
  const names = operations[operation]?.errors ?? []
  return new Set(
    names.map(name => {
      const shape = shapes[name]
      return (shape?.type === 'structure' && shape.error?.code) || name
    }),
  )
}
