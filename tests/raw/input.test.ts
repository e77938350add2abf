// Input that reads and means nothing: told in AWS's sentences, and only to those who may call at all.
import { jsonCall, rawCall, type RawReply } from '@hostler/testkit/raw-call'
import type { TestClients } from '@hostler/testkit/test-clients'
import { testRegion } from '@hostler/testkit/test-plane'
import { beforeAll, describe, expect, test } from 'vitest'
import { frontEnd, type FrontEndName, signedBy } from './front-ends.ts'
import { readError } from './read-error.ts'
import { watchedPlane } from './watched-plane.ts'

const plane = watchedPlane()

let nobody: TestClients
beforeAll(async () => {
  nobody = await plane().user('nobody')
})

function ssm(operation: string, input: unknown, { credentials } = plane().admin): Promise<RawReply> {
  const signing = { credentials, region: testRegion, service: 'ssm', now: plane().clock.now() }
  return jsonCall(plane().url, `AmazonSSM.${operation}`, input, signing)
}

/** JSON text as it is, for what `JSON.stringify` would not write. */
function ssmText(operation: string, body: string): Promise<RawReply> {
  const json = frontEnd('json')
  const headers = { ...json.headers, 'x-amz-target': `AmazonSSM.${operation}` }
  return rawCall(plane().url, signedBy(plane(), { ...json, headers, body }))
}

const versions = { iam: '2010-05-08', sts: '2011-06-15', ec2: '2016-11-15' } as const

function form(
  name: FrontEndName & keyof typeof versions,
  parameters: string,
  { credentials } = plane().admin,
): Promise<RawReply> {
  const body = `Version=${versions[name]}&${parameters}`
  return rawCall(plane().url, signedBy(plane(), { ...frontEnd(name), body }, { credentials }))
}

describe('a required member that is missing', () => {
  test('is told by JSON services in one sentence', async () => {
    expect(readError(await ssm('GetServiceSetting', {}))).toEqual({
      status: 400,
      code: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'settingId' failed to satisfy constraint: Member must not be null",
    })
  })

  test('counts as missing when it is null', async () => {
    expect(readError(await ssm('GetServiceSetting', { SettingId: null })).message).toContain(
      "Value null at 'settingId'",
    )
  })

  test('is told by query services in the same sentence', async () => {
    expect(readError(await form('iam', 'Action=CreateUser'))).toEqual({
      status: 400,
      code: 'ValidationError',
      message:
        "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null",
    })
  })

  test('is told by EC2 by the name of its parameter', async () => {
    expect(readError(await form('ec2', 'Action=TerminateInstances'))).toEqual({
      status: 400,
      code: 'MissingParameter',
      message: 'The request must contain the parameter InstanceId',
    })
  })
})

describe('several failures at once', () => {
  test('are one sentence that counts them', async () => {
    const reply = await ssm('DescribeInstanceInformation', {
      MaxResults: 0,
      InstanceInformationFilterList: [{ key: 'Nonsense', valueSet: [] }],
    })
    const { status, code, message } = readError(reply)
    expect([code, status]).toEqual(['ValidationException', 400])
    expect(message).toMatch(/^3 validation errors detected: Value '/)
    expect(message).toContain(
      "at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 5",
    )
    expect(message!.split('; ')).toHaveLength(3)
  })

  test('are one sentence of query services too', async () => {
    const reply = await form('iam', `Action=CreateUser&UserName=${'x'.repeat(65)}&Path=nopath`)
    expect(readError(reply).message).toMatch(
      /^[2-9] validation errors detected: .*'userName'.*'path'|'path'.*'userName'/,
    )
  })
})

describe('constraints', () => {
  test('are not told to callers who may not call: JSON', async () => {
    expect(readError(await ssm('DescribeInstanceInformation', { MaxResults: 0 }, nobody))).toMatchObject({
      status: 400,
      code: 'AccessDeniedException',
    })
    expect(readError(await ssm('DescribeInstanceInformation', { MaxResults: 0 })).code).toBe('ValidationException')
  })

  test('are not told to callers who may not call: query', async () => {
    const long = `Action=CreateUser&UserName=${'x'.repeat(65)}`
    expect(readError(await form('iam', long, nobody))).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(readError(await form('iam', long)).code).toBe('ValidationError')
  })

  test('are not told to callers who may not call: EC2', async () => {
    const odd = 'Action=RunInstances&ImageId=ami-1&MinCount=1&MaxCount=1&InstanceType=no.such'
    expect(readError(await form('ec2', odd, nobody))).toMatchObject({ status: 403, code: 'UnauthorizedOperation' })
    expect(readError(await form('ec2', odd)).status).toBe(400)
  })

  test('of a value that is missing come first, for no resource can be named without it', async () => {
    expect(readError(await ssm('GetServiceSetting', {}, nobody)).code).toBe('ValidationException')
  })

  test('whether a thing exists is not told to callers who may not see it', async () => {
    const [there, absent] = await Promise.all([
      form('iam', 'Action=GetUser&UserName=admin', nobody),
      form('iam', 'Action=GetUser&UserName=absent', nobody),
    ])
    const sentence = (name: string) => ({
      status: 403,
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${plane().accountId}:user/nobody is not authorized to perform: iam:GetUser on resource: arn:aws:iam::${plane().accountId}:user/${name} because no identity-based policy allows the iam:GetUser action`,
    })
    expect(readError(there)).toEqual(sentence('admin'))
    expect(readError(absent)).toEqual(sentence('absent'))
  })
})

describe('lists of a thousand', () => {
  test('are refused where the model says so', async () => {
    const Names = Array.from({ length: 1_000 }, (_, index) => `/aws/service/${index}`)
    const { code, message } = readError(await ssm('GetParameters', { Names }))
    expect(code).toBe('ValidationException')
    expect(message).toContain('Member must have length less than or equal to 10')
    expect(message!.length).toBeLessThan(100_000)
  })

  test('are read where the model has no limit', async () => {
    const ids = Array.from(
      { length: 1_000 },
      (_, index) => `InstanceId.${index + 1}=i-${String(index).padStart(17, '0')}`,
    )
    const { status, code } = readError(await form('ec2', `Action=DescribeInstances&${ids.join('&')}`))
    expect([code, status]).toEqual(['InvalidInstanceID.NotFound', 400])
  })

  test('of tags are refused and none is kept', async () => {
    const tags = Array.from(
      { length: 1_000 },
      (_, index) => `Tags.member.${index + 1}.Key=k${index}&Tags.member.${index + 1}.Value=v`,
    )
    const { status } = readError(await form('iam', `Action=CreateUser&UserName=tagged&${tags.join('&')}`))
    expect([400, 409]).toContain(status)
    expect(readError(await form('iam', 'Action=GetUser&UserName=tagged')).code).toBe('NoSuchEntity')
  })

  test('with a hole, an index of nine digits and one that is none cost nothing', async () => {
    const holes = 'Filter.999999999.Name=instance-state-name&Filter.999999999.Value.1=running&Filter.x.Name=y'
    const reply = await form('ec2', `Action=DescribeInstances&${holes}`)
    expect(reply.status).toBe(200)
  })

  test('of more parameters than anybody sends are refused', async () => {
    const { status, code } = readError(await form('ec2', `Action=DescribeInstances&${'a=&'.repeat(20_000)}`))
    expect([code, status]).toEqual(['MalformedInput', 400])
  })
})

describe('names that mean something to JavaScript', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('are only names: %s', async name => {
    const reply = await ssmText('DescribeInstanceInformation', `{"${name}":{"MaxResults":1,"polluted":true}}`)
    expect(reply.status).toBe(200)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect(readError(await ssmText('GetServiceSetting', `{"SettingId":"/ssm/${name}"}`)).code).toBe(
      'ServiceSettingNotFound',
    )
    expect(readError(await form('iam', `Action=GetUser&UserName=${name}`)).code).toMatch(
      /^NoSuchEntity$|^ValidationError$/,
    )
    expect((await form('iam', `Action=ListUsers&${name}=1&${name}.x=2`)).status).toBe(200)
  })

  test('do not stand in for a member that is missing', async () => {
    const { message } = readError(await ssmText('GetServiceSetting', '{"__proto__":{"SettingId":"/ssm/x"}}'))
    expect(message).toContain("Value null at 'settingId'")
  })
})

describe('odd texts', () => {
  test('a NUL byte in a name is refused and not cut off', async () => {
    expect(readError(await form('iam', 'Action=GetUser&UserName=admin%00')).status).toBe(400)
    expect(
      readError(await ssm('GetServiceSetting', { SettingId: '/ssm/managed-instance/activation-tier\0' })).status,
    ).toBe(400)
  })

  test.each(['%', '%zz', '%ff', '%c3%28'])('a form whose escapes are broken, %s, is refused', async text => {
    const { status, code } = readError(await form('iam', `Action=GetUser&UserName=${text}`))
    expect([code, status]).toEqual(['MalformedInput', 400])
  })

  test('a lone surrogate in JSON comes back as no error of ours', async () => {
    const { status } = await ssmText('GetServiceSetting', '{"SettingId":"/ssm/\\ud800"}')
    expect(status).toBe(400)
  })

  test('what is told back in XML cannot break out of it', async () => {
    const { text } = await form('iam', `Action=GetUser&UserName=${encodeURIComponent('</Message><Code>Fine</Code>')}`)
    expect(text).not.toContain('<Code>Fine</Code>')
    const { text: action } = await form('iam', `Action=${encodeURIComponent('<script>')}`)
    expect(action).not.toContain('<script>')
  })

  test('a number beyond its type is held at the end of its type, one that is none is refused', async () => {
    expect(readError(await ssmText('DescribeInstanceInformation', '{"MaxResults":1e400}')).status).toBe(400)
    expect(readError(await form('iam', 'Action=ListUsers&MaxItems=99999999999999999999')).status).toBe(400)
    expect(readError(await form('iam', 'Action=ListUsers&MaxItems=many'))).toMatchObject({
      status: 400,
      code: 'MalformedInput',
    })
    expect(readError(await form('ec2', 'Action=DescribeInstances&MaxResults=many'))).toMatchObject({
      status: 400,
      code: 'InvalidParameterValue',
    })
  })

  test('the first of two equal parameters counts', async () => {
    const reply = await form('iam', 'Action=GetUser&UserName=admin&UserName=nobody')
    expect(reply.text).toContain('<UserName>admin</UserName>')
  })
})
