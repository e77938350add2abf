// What is answered to anybody, signed or not: bytes that are no message, and operations that do not exist here.
import { rawCall, type RawCall } from '@hostler/testkit/raw-call'
import { describe, expect, test } from 'vitest'
import { frontEnd, signedBy } from './front-ends.ts'
import { readError } from './read-error.ts'
import { watchedPlane } from './watched-plane.ts'

const plane = watchedPlane()

const send = (call: RawCall) => rawCall(plane().url, call)

const json = (target: string, body: string | Buffer, contentType = 'application/x-amz-json-1.1') =>
  send({ headers: { 'content-type': contentType, 'x-amz-target': target }, body })

const form = (body: string) => send({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body })

describe('JSON', () => {
  test.each([
    ['half an object', '{"SettingId":'],
    ['two objects', '{}{}'],
    ['a trailing comma', '{"SettingId":"/ssm/x",}'],
    ['single quotes', "{'SettingId':'/ssm/x'}"],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a lone surrogate in bytes', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
    ['NUL bytes', Buffer.alloc(64)],
    ['a form', 'Action=GetServiceSetting'],
    ['XML', '<GetServiceSetting/>'],
  ])('of %s is refused before anybody asks who calls', async (_, body) => {
    const { status, code } = readError(await json('AmazonSSM.GetServiceSetting', body))
    expect([code, status]).toEqual(['SerializationException', 400])
  })

  test.each([
    ['a list', '[]', 'Start of list found where not expected'],
    ['a text', '"x"', 'Expected map or null'],
    ['a number', '1', 'Expected map or null'],
    ['null', 'null', 'Expected map or null'],
  ])('that is %s instead of an object is refused with the reason', async (_, body, message) => {
    expect(readError(await json('AmazonSSM.GetServiceSetting', body))).toEqual({
      status: 400,
      code: 'SerializationException',
      message,
    })
  })

  test.each([
    ['{"SettingId":1}', 'NUMBER_VALUE can not be converted to a String'],
    ['{"SettingId":true}', 'TRUE_VALUE can not be converted to a String'],
    ['{"SettingId":["/ssm/x"]}', 'Start of list found where not expected'],
    ['{"SettingId":{"a":1}}', 'Start of structure or map found where not expected.'],
  ])('with a member of the wrong type, %s, says what was found', async (body, message) => {
    expect(readError(await json('AmazonSSM.GetServiceSetting', body))).toEqual({
      status: 400,
      code: 'SerializationException',
      message,
    })
  })

  test('nested without end is refused and costs no stack', async () => {
    const deep = '['.repeat(200_000)
    expect((await json('AmazonSSM.GetServiceSetting', deep)).status).toBe(400)
    const closed = `{"Filters":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect((await json('AmazonSSM.DescribeInstanceInformation', closed)).status).toBe(400)
  })
})

describe('an operation', () => {
  test.each([
    ['that nobody has', 'AmazonSSM.GetEverything'],
    ['without a name', 'AmazonSSM.'],
    ['without a service', 'GetServiceSetting'],
    ['named by an object', 'AmazonSSM.constructor'],
    ['named by a prototype', 'AmazonSSM.__proto__'],
    ['of another case', 'AmazonSSM.getservicesetting'],
    ['with something behind it', 'AmazonSSM.GetServiceSetting, AmazonSSM.UpdateServiceSetting'],
    ['of an object', 'constructor.GetServiceSetting'],
    ['of a prototype', '__proto__.GetServiceSetting'],
    ['of a service that is not here', 'DynamoDB_20120810.ListTables'],
  ])('%s is unknown to anybody', async (_, target) => {
    const { status, code } = readError(await json(target, '{}'))
    expect(code).toBe('UnknownOperationException')
    expect([400, 404]).toContain(status)
  })

  test.each([
    ['none', ''],
    ['a form', 'application/x-www-form-urlencoded'],
    ['text', 'text/plain'],
    ['nearly JSON', 'application/x-amz-json-1.11'],
    ['two of them', 'text/plain, application/x-amz-json-1.1'],
  ])('of JSON is not looked for in a body of the content type %s', async (_, contentType) => {
    const call = { 'x-amz-target': 'AmazonSSM.GetServiceSetting', ...(contentType && { 'content-type': contentType }) }
    const { code } = readError(await send({ headers: call, body: '{}' }))
    expect(code).toBe('UnknownOperationException')
  })

  test.each([
    ['Action=GetEverything&Version=2010-05-08', 'Could not find operation GetEverything for version 2010-05-08'],
    ['Action=GetEverything&Version=2011-06-15', 'Could not find operation GetEverything for version 2011-06-15'],
    ['Action=__proto__&Version=2010-05-08', 'Could not find operation __proto__ for version 2010-05-08'],
    ['Action=toString&Version=2011-06-15', 'Could not find operation toString for version 2011-06-15'],
    ['Action=GetEverything&Version=2016-11-15', 'The action GetEverything is not valid for this web service.'],
    ['Action=constructor&Version=2016-11-15', 'The action constructor is not valid for this web service.'],
  ])('of a form, %s, is no valid action', async (body, message) => {
    expect(readError(await form(body))).toEqual({ status: 400, code: 'InvalidAction', message })
  })

  test.each(['Action=ListUsers&Version=constructor', 'Action=ListUsers&Version=', 'Action=ListUsers', 'Version=1', ''])(
    'in a form that names no service, %j, is unknown',
    async body => {
      expect(readError(await form(body))).toMatchObject({ status: 404, code: 'UnknownOperationException' })
    },
  )

  test.each(['/v1/control-channel/', '/v1/control-channel/a/b', '/v1/data-channel/a/b', '/v1/control-channel/%ff%fe'])(
    'of the path %s is refused before authentication',
    async target => {
      const { headers, body } = frontEnd('ssmmessages')
      const { status } = readError(await send({ target, headers, body }))
      expect([400, 501]).toContain(status)
    },
  )
})

describe('what AWS has and this plane has not', () => {
  test('is said in JSON, with its name', async () => {
    const reply = await json('AmazonSSM.SendCommand', '{}')
    expect(reply.status).toBe(501)
    expect(reply.json()).toEqual({
      __type: 'NotImplemented',
      message: 'Hostler does not implement ssm:SendCommand.',
    })
  })

  test('is said of services of which nothing is served', async () => {
    const reply = await json('AWSOrganizationsV20161128.DescribeOrganization', '{}')
    expect(reply.status).toBe(501)
    expect(reply.json()).toMatchObject({ message: 'Hostler does not implement organizations:DescribeOrganization.' })
  })

  test.each([
    ['iam', 'UploadSSHPublicKey', '2010-05-08', '<ErrorResponse'],
    ['sts', 'AssumeRoleWithSAML', '2011-06-15', '<ErrorResponse'],
    ['ec2', 'CreateVpc', '2016-11-15', '<Response>'],
  ])('is said in the XML of %s, with its name', async (service, action, version, root) => {
    const reply = await form(`Action=${action}&Version=${version}`)
    expect(reply.text).toContain(root)
    expect(readError(reply)).toEqual({
      status: 501,
      code: 'NotImplemented',
      message: `Hostler does not implement ${service}:${action}.`,
    })
  })

  test('is said even to a body that is broken', async () => {
    expect((await json('AmazonSSM.SendCommand', '{')).status).toBe(501)
  })
})

test('an unknown operation is told before a broken body', async () => {
  expect(readError(await json('AmazonSSM.GetEverything', '{')).code).toBe('UnknownOperationException')
})

test('a broken body is told before a wrong signature', async () => {
  const call = signedBy(plane(), frontEnd('json'), { credentials: { accessKeyId: 'AKIAX', secretAccessKey: 'x' } })
  expect(readError(await send({ ...call, body: '{' })).code).toBe('SerializationException')
})
