import { describe, expect, test } from 'vitest'
import { AwsFault } from '../aws-fault.ts'
import { loadModel } from '../model/load-model.ts'
import { protocolFor } from './index.ts'
import { bind, read, request } from './test-request.ts'

const protocol = protocolFor(loadModel('ssmmessages'))

describe('The channel service', () => {
  test('takes the operation from method and path', () => {
    const named = (method: string, path: string) => protocol.operationName(request({ method, path }))
    expect(named('POST', '/v1/control-channel/i-0123456789abcdef0')).toBe('CreateControlChannel')
    expect(named('POST', '/v1/data-channel/user-0abc')).toBe('CreateDataChannel')
    expect(named('GET', '/v1/control-channel/i-0123456789abcdef0')).toBe('OpenControlChannel')
    expect(named('GET', '/v1/data-channel/user-0abc')).toBe('OpenDataChannel')
    expect(named('POST', '/v1/control-channel/')).toBeUndefined()
    expect(named('POST', '/v1/control-channel/a/b')).toBeUndefined()
  })

  test('reads the channel from the path, never from the body', () => {
    const body = '{"ChannelId":"other","MessageSchemaVersion":"1.0","RequestId":"r","ClientId":""}'
    const path = '/v1/data-channel/al%40ex.com-0abc'
    expect(read('ssmmessages', 'CreateDataChannel', request({ path, body }))).toEqual({
      ChannelId: 'al@ex.com-0abc',
      MessageSchemaVersion: '1.0',
      RequestId: 'r',
      ClientId: '',
    })
  })

  test('refuses a path that does not decode', () => {
    expect(() => read('ssmmessages', 'CreateDataChannel', request({ path: '/v1/data-channel/%ff' }))).toThrow(
      expect.objectContaining({ code: 'ValidationException', status: 400 }),
    )
  })

  test('answers 201 with the token as XML', () => {
    const output = { MessageSchemaVersion: '1.0', TokenValue: 'a<b' }
    const { status, body } = protocol.writeOutput(bind('ssmmessages', 'CreateControlChannel'), output, 'id')
    expect(status).toBe(201)
    expect(body).toBe(
      '<CreateControlChannelResponse><MessageSchemaVersion>1.0</MessageSchemaVersion>' +
        '<TokenValue>a&lt;b</TokenValue></CreateControlChannelResponse>',
    )
  })

  test('denies with the element that agents look for', () => {
    const { status, body } = protocol.writeFault(new AwsFault('AccessDeniedException', 403, 'no'), 'id')
    expect(status).toBe(403)
    expect(body).toBe('<AccessDeniedException><Message>no</Message></AccessDeniedException>')
  })
})
