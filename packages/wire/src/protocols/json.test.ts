import { describe, expect, test } from 'vitest'
import { AwsFault } from '../aws-fault.ts'
import { loadModel } from '../model/load-model.ts'
import { jsonProtocol } from './json.ts'
import { bind, read, request } from './test-request.ts'

const ssm = loadModel('ssm')
const readJson = (operation: string, body: string | Buffer): Record<string, unknown> =>
  read('ssm', operation, request({ body }))

describe('The JSON protocol', () => {
  test('takes the operation from the target', () => {
    const named = (headers: Record<string, string>) => jsonProtocol.operationName(request({ headers }))
    const target = { 'x-amz-target': 'AmazonSSM.GetServiceSetting' }
    expect(named({ ...target, 'content-type': 'application/x-amz-json-1.1' })).toBe('GetServiceSetting')
    expect(named({ ...target, 'content-type': 'application/x-amz-json-1.1; charset=utf-8' })).toBe('GetServiceSetting')
    expect(named({ ...target, 'content-type': 'text/plain' })).toBeUndefined()
    expect(named(target)).toBeUndefined()
    expect(named({ 'content-type': 'application/x-amz-json-1.1' })).toBeUndefined()
    expect(named({ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'nonsense' })).toBeUndefined()
  })

  test('reads an empty body as an empty object', () => {
    expect(readJson('GetServiceSetting', '')).toEqual({})
  })

  test('drops members that the table does not know and members that are null', () => {
    expect(readJson('GetServiceSetting', '{"SettingId":null,"Unknown":{"deep":[1]}}')).toEqual({})
  })

  test.each([
    ['GetServiceSetting', '{"SettingId":1}', 'NUMBER_VALUE can not be converted to a String'],
    ['GetServiceSetting', '{"SettingId":true}', 'TRUE_VALUE can not be converted to a String'],
    ['GetServiceSetting', '{"SettingId":[]}', 'Start of list found where not expected'],
    ['GetServiceSetting', '{"SettingId":{}}', 'Start of structure or map found where not expected.'],
    ['SendCommand', '{"TimeoutSeconds":"60"}', 'STRING_VALUE can not be converted to an Integer'],
    ['SendCommand', '{"InstanceIds":"i-1"}', 'Expected list or null'],
    ['SendCommand', '{"InstanceIds":{}}', 'Start of structure or map found where not expected.'],
    ['SendCommand', '{"Parameters":[]}', 'Start of list found where not expected'],
    ['SendCommand', '{"Parameters":3}', 'Expected map or null'],
    ['GetParameter', '{"WithDecryption":"true"}', 'STRING_VALUE can not be converted to a Boolean'],
    ['CreateActivation', '{"ExpirationDate":"soon"}', 'STRING_VALUE can not be converted to milliseconds since epoch'],
    ['CreateActivation', '{"ExpirationDate":1e300}', 'NUMBER_VALUE can not be converted to milliseconds since epoch'],
    ['GetServiceSetting', '[]', 'Start of list found where not expected'],
    ['GetServiceSetting', 'null', 'Expected map or null'],
    ['GetServiceSetting', '{"SettingId":', 'Unexpected token received from parser'],
  ])('%s refuses %s in AWS words', (operation, body, message) => {
    expect(() => readJson(operation, body)).toThrow(
      expect.objectContaining({ code: 'SerializationException', status: 400, message }),
    )
  })

  test('refuses base64 that is none', () => {
    const body = (payload: string) => `{"TaskInvocationParameters":{"Lambda":{"Payload":"${payload}"}}}`
    expect(() => readJson('UpdateMaintenanceWindowTask', body('abc'))).toThrow(
      'Base64 encoded length is expected a multiple of 4 bytes but found: 3',
    )
    expect(() => readJson('UpdateMaintenanceWindowTask', body('ab*d'))).toThrow('Invalid Base64 character detected')
  })

  test('refuses bytes that are not UTF-8', () => {
    expect(() => readJson('GetServiceSetting', Buffer.from([0x7b, 0xff, 0x7d]))).toThrow(AwsFault)
  })

  test('reads timestamps as epoch seconds and as ISO text', () => {
    const date = (text: string) => readJson('CreateActivation', `{"ExpirationDate":${text}}`).ExpirationDate
    expect(date('1795312677.123')).toEqual(new Date(1795312677123))
    expect(date('"2026-11-22T01:02:03Z"')).toEqual(new Date('2026-11-22T01:02:03Z'))
  })

  test('truncates and bounds whole numbers instead of losing them', () => {
    const seconds = (text: string) => readJson('SendCommand', `{"TimeoutSeconds":${text}}`).TimeoutSeconds
    expect(seconds('60.9')).toBe(60)
    expect(seconds('1e99')).toBe(2 ** 31 - 1)
    expect(seconds('-1e99')).toBe(-(2 ** 31))
  })

  test('keeps keys such as __proto__ as ordinary keys', () => {
    const { Parameters } = readJson(
      'SendCommand',
      '{"__proto__":{"a":1},"Parameters":{"__proto__":["x"],"constructor":["y"]}}',
    )
    expect(Object.entries(Parameters as object)).toEqual([
      ['__proto__', ['x']],
      ['constructor', ['y']],
    ])
    expect(Object.getPrototypeOf(Parameters)).toBe(Object.prototype)
  })

  test('reads null elements as missing, for the constraints to refuse', () => {
    expect(readJson('SendCommand', '{"InstanceIds":["a",null]}').InstanceIds).toEqual(['a', undefined])
  })

  test('refuses values nested beyond any use', () => {
    const nested = (levels: number) => `${'{"Aggregators":['.repeat(levels)}${']}'.repeat(levels)}`
    expect(() => readJson('GetInventory', nested(10))).not.toThrow()
    expect(() => readJson('GetInventory', nested(50_000))).toThrow('Document is nested too deeply')
  })

  test('writes modelled members only', () => {
    const output = {
      ServiceSetting: { SettingId: 'x', LastModifiedDate: new Date(1700000000123), secret: 1 },
      other: 2,
    }
    const { status, headers, body } = jsonProtocol.writeOutput(bind('ssm', 'GetServiceSetting'), output, 'id-1')
    expect(status).toBe(200)
    expect(headers).toEqual({ 'content-type': 'application/x-amz-json-1.1', 'x-amzn-RequestId': 'id-1' })
    expect(body).toBe('{"ServiceSetting":{"SettingId":"x","LastModifiedDate":1700000000.123}}')
  })

  test('writes map keys such as __proto__', () => {
    const Parameters = JSON.parse('{"__proto__":["x"]}') as object
    const { body } = jsonProtocol.writeOutput(bind('ssm', 'SendCommand'), { Command: { Parameters } }, 'id')
    expect(body).toBe('{"Command":{"Parameters":{"__proto__":["x"]}}}')
  })

  test('spells the message of an error as its shape does', () => {
    const body = (fault: AwsFault) => JSON.parse(jsonProtocol.writeFault(fault, 'id', ssm).body as string) as object
    expect(body(new AwsFault('ServiceSettingNotFound', 400, 'no'))).toEqual({
      __type: 'ServiceSettingNotFound',
      Message: 'no',
    })
    expect(body(new AwsFault('ParameterNotFound', 400, 'no'))).toEqual({ __type: 'ParameterNotFound', message: 'no' })
    expect(body(new AwsFault('AccessDeniedException', 400, 'no'))).toMatchObject({ __type: 'AccessDeniedException' })
  })

  test('marks the errors of the front end with its namespace', () => {
    const { status, body } = jsonProtocol.writeFault(new AwsFault('UnrecognizedClientException', 400, 'no'), 'id')
    expect(status).toBe(400)
    expect(body).toBe('{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"no"}')
    expect(jsonProtocol.writeFault(new AwsFault('UnknownOperationException', 400, ''), 'id', ssm).body).toBe(
      '{"__type":"com.amazon.coral.service#UnknownOperationException"}',
    )
  })
})
