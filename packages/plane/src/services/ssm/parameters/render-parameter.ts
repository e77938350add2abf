import type { Parameter } from '@hostler/wire/models/ssm'
import type { Names } from '../../../access/names.ts'
import type { PublicParameter } from '../../../domain/parameter/public-parameters.ts'

export function renderParameter(parameter: PublicParameter, names: Names): Parameter {
  return {
    Name: parameter.name,
    Type: 'String',
    Value: parameter.value,
    Version: parameter.version,
    LastModifiedDate: parameter.lastModifiedAt,
    ARN: names.parameter(parameter.name),
    DataType: parameter.dataType,
  }
}

/** A parameter may be asked for by name or by ARN. */
export function parameterName(nameOrArn: string): string {
  const [, path] = /^arn:aws:ssm:[^:]*:[^:]*:parameter(\/.+)$/.exec(nameOrArn) ?? []
  return path ?? nameOrArn
}
