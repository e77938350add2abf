import { describe, expect, test } from 'vitest'
import type { ServiceModel } from '../model/service-model.ts'
import { bind } from '../protocols/test-request.ts'
import { checkConstraints } from './check-constraints.ts'
import { maxFailures } from './constraint-failure.ts'
import { renderFailures } from './validation-message.ts'

function refusal(service: string, operation: string, input: object): string {
  const bound = bind(service, operation)
  const failures = checkConstraints(bound, input)
  return failures.length === 0 ? '' : renderFailures(failures, bound.model.protocol).message
}

const tag = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]'

describe('Constraint failures read as AWS words them:', () => {
  test.each<[string, string, string, object, string]>([
    [
      'a missing member',
      'ssm',
      'GetServiceSetting',
      {},
      "1 validation error detected: Value null at 'settingId' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a text too long',
      'ssm',
      'GetServiceSetting',
      { SettingId: 'x'.repeat(1001) },
      `1 validation error detected: Value '${'x'.repeat(1001)}' at 'settingId' failed to satisfy constraint: Member must have length less than or equal to 1000`,
    ],
    [
      'the text null, which is no missing value',
      'ssm',
      'SendCommand',
      { DocumentName: 'AWS-X', DocumentHashType: 'null' },
      "1 validation error detected: Value 'null' at 'documentHashType' failed to satisfy constraint: Member must satisfy enum value set: [Sha256, Sha1]",
    ],
    [
      'a number too small',
      'ssm',
      'DescribeInstanceInformation',
      { MaxResults: 1 },
      "1 validation error detected: Value '1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 5",
    ],
    [
      'an unknown choice',
      'ssm',
      'AddTagsToResource',
      { ResourceType: 'Car', ResourceId: 'x', Tags: [] },
      "1 validation error detected: Value 'Car' at 'resourceType' failed to satisfy constraint: Member must satisfy enum value set: [Document, ManagedInstance, MaintenanceWindow, Parameter, PatchBaseline, OpsItem, OpsMetadata, Automation, Association]",
    ],
    [
      'scalar elements, as one',
      'ssm',
      'SendCommand',
      { DocumentName: 'AWS-RunShellScript', InstanceIds: ['foo', 'i-12345678'] },
      "1 validation error detected: Value '[foo, i-12345678]' at 'instanceIds' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy regular expression pattern: (^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)]",
    ],
    [
      'members inside lists, one by one',
      'ssm',
      'DescribeInstanceInformation',
      { Filters: [{ Key: 'a', Values: ['b'] }, { Values: ['c'] }] },
      "1 validation error detected: Value null at 'filters.2.member.key' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a list too long',
      'ssm',
      'GetParameters',
      { Names: Array.from({ length: 11 }, () => 'n') },
      "1 validation error detected: Value '[n, n, n, n, n, n, n, n, n, n, n]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10",
    ],
    [
      'several at once, pattern before length',
      'iam',
      'TagUser',
      { UserName: 'u', Tags: [{ Key: '', Value: 'v' }] },
      `2 validation errors detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: ${tag}+; Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    ],
    [
      'a missing parameter of EC2',
      'ec2',
      'RunInstances',
      { MinCount: 1 },
      'The request must contain the parameter MaxCount',
    ],
    [
      'a missing parameter inside a list of EC2',
      'ec2',
      'RunInstances',
      { MinCount: 1, MaxCount: 1, CreditSpecification: {} },
      'The request must contain the parameter CreditSpecification.CpuCredits',
    ],
  ])('%s', (_, service, operation, input, sentence) => {
    expect(refusal(service, operation, input)).toBe(sentence)
  })

  test.each([
    ['DescribeAccount', { AccountId: '1' }, 'INVALID_PATTERN'],
    ['DescribeAccount', {}, 'INPUT_REQUIRED'],
    ['ListPolicies', { Filter: 'ANY' }, 'INVALID_ENUM'],
    ['ListAccounts', { MaxResults: 21 }, 'MAX_VALUE_EXCEEDED'],
    ['CreateAccount', { AccountName: 'n'.repeat(51), Email: 'a@b.example' }, 'MAX_LENGTH_EXCEEDED'],
  ])('with the reason of Organizations for %s %j: %s', (operation, input, Reason) => {
    const bound = bind('organizations', operation)
    const { protocol } = bound.model
    expect(renderFailures(checkConstraints(bound, input), protocol, bound.operation.errors)).toMatchObject({
      code: 'InvalidInputException',
      members: { Reason },
    })
  })

  test('no length fails a pattern that everything fits', () => {
    const policy = { Content: 'x'.repeat(20_000), Description: '', Name: 'n', Type: 'SERVICE_CONTROL_POLICY' }
    expect(checkConstraints(bind('organizations', 'CreatePolicy'), policy)).toEqual([])
  })

  test('with the code of the protocol', () => {
    const code = (service: string, operation: string) => {
      const bound = bind(service, operation)
      return renderFailures(checkConstraints(bound, {}), bound.model.protocol)
    }
    expect(code('ssm', 'GetServiceSetting')).toMatchObject({ code: 'ValidationException', status: 400 })
    expect(code('iam', 'CreateRole')).toMatchObject({ code: 'ValidationError', status: 400 })
    expect(code('sts', 'AssumeRole')).toMatchObject({ code: 'ValidationError', status: 400 })
    expect(code('ec2', 'RunInstances')).toMatchObject({ code: 'MissingParameter', status: 400 })
    expect(
      renderFailures(checkConstraints(bind('ec2', 'DescribeInstanceStatus'), {}).concat([failure]), 'ec2'),
    ).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Value (0) for parameter MaxResults is invalid. Too small.',
    })
  })
})

const failure = {
  constraint: 'min',
  path: 'maxResults',
  parameter: 'MaxResults',
  value: '0',
  requirement: 'Too small',
} as const

describe('Constraints', () => {
  test('say which failures are missing members', () => {
    expect(checkConstraints(bind('ssm', 'GetServiceSetting'), {})).toMatchObject([{ constraint: 'required' }])
  })

  test('count characters, not code units', () => {
    expect(refusal('ssm', 'PutParameter', { Name: 'n', Value: 'v', Description: '\u{1f600}'.repeat(1024) })).toBe('')
    expect(refusal('ssm', 'PutParameter', { Name: 'n', Value: 'v', Description: '\u{1f600}'.repeat(1025) })).not.toBe(
      '',
    )
  })

  test('never show sensitive values, also inside containers', () => {
    const secret = 'hunter2-hunter2'
    const long = secret.repeat(700)
    expect(refusal('iam', 'CreateLoginProfile', { UserName: 'u', Password: long })).toBe(
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 128",
    )
    expect(
      refusal('ssm', 'UpdateInstanceInformation', {
        AgentName: 'a',
        AgentVersion: '1',
        InstanceId: 'i-12345678',
        IPAddress: long,
      }),
    ).not.toContain(secret)
    expect(checkConstraints(sensitiveMap, { Map: { [secret]: [{ A: secret }] } })).toMatchObject([
      { path: 'map.*.member.1.member.a', parameter: 'Map.*.1.A', value: undefined, constraint: 'max' },
    ])
    expect(checkConstraints(sensitiveList, { Names: [long, ''] })).toMatchObject([{ value: undefined }])
  })

  test('refuse null elements', () => {
    expect(refusal('ssm', 'GetParameters', { Names: ['a', undefined] })).toContain("Value '[a, null]' at 'names'")
    expect(refusal('iam', 'TagUser', { UserName: 'u', Tags: [undefined] })).toBe(
      "1 validation error detected: Value null at 'tags.1.member' failed to satisfy constraint: Member must not be null",
    )
  })

  test('name keys and values of maps', () => {
    const message = refusal('ssm', 'StartAutomationExecution', {
      DocumentName: 'doc',
      Parameters: { '': ['x'], k: ['y'.repeat(600)] },
    })
    expect(message).toContain('Map keys must satisfy constraint: [Member must have length less than or equal to 50')
  })

  test('do not run a pattern over a text that is too long anyway', () => {
    expect(checkConstraints(bind('iam', 'GetUser'), { UserName: ' '.repeat(1_000_000) })).toMatchObject([
      { constraint: 'max' },
    ])
    expect(
      checkConstraints(bind('ssm', 'SendCommand'), {
        DocumentName: 'AWS-X',
        InstanceIds: [`i-${'w'.repeat(1_000_000)}`],
      }),
    ).toHaveLength(1)
  })

  test('run a pattern that is one set of characters over any text', () => {
    const policy = { Name: 'n', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: ' '.repeat(900_000) }
    expect(checkConstraints(bind('organizations', 'CreatePolicy'), policy)).toEqual([])
    const session = { RoleArn: 'arn:aws:iam::1:role/r', RoleSessionName: 'se' }
    const strange = { ...session, Policy: `${' '.repeat(20_000)}日` }
    expect(checkConstraints(bind('sts', 'AssumeRole'), strange)).toMatchObject([{ constraint: 'pattern' }])
  })

  test('keep the answer small whatever the request', () => {
    const Tags = Array.from({ length: 5000 }, () => ({ Key: '', Value: 'x' }))
    expect(checkConstraints(bind('iam', 'TagUser'), { UserName: 'u', Tags })).toHaveLength(maxFailures)
    expect(
      refusal('ssm', 'GetParameters', { Names: Array.from({ length: 5000 }, () => 'n'.repeat(5000)) }).length,
    ).toBeLessThan(5000)
  })
})

const model: ServiceModel = {
  service: 'test',
  apiVersion: '1',
  protocol: 'json',
  signingName: 'test',
  endpointPrefix: 'test',
  operations: { Op: { input: 'Input', output: null }, MapOp: { input: 'MapInput', output: null } },
  shapes: {
    Input: { type: 'structure', members: { Names: { shape: 'Names' } } },
    Names: { type: 'list', member: { shape: 'Name' } },
    Name: { type: 'string', min: 1, sensitive: true },
    MapInput: { type: 'structure', members: { Map: { shape: 'Map' } } },
    Map: { type: 'map', key: { shape: 'Key' }, value: { shape: 'Items' }, sensitive: true },
    Key: { type: 'string' },
    Items: { type: 'list', member: { shape: 'Item' } },
    Item: { type: 'structure', members: { A: { shape: 'Short' } } },
    Short: { type: 'string', max: 1 },
  },
}
const sensitiveList = { name: 'Op', model, operation: model.operations.Op! }
const sensitiveMap = { name: 'MapOp', model, operation: model.operations.MapOp! }
