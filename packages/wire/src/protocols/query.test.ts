import { describe, expect, test } from 'vitest'
import { AwsFault } from '../aws-fault.ts'
import { loadModel } from '../model/load-model.ts'
import { queryProtocol } from './query.ts'
import { bind, form, read, request } from './test-request.ts'

describe('The query protocol', () => {
  test('takes operation and input from the form or the query string', () => {
    const text = 'Action=GetUser&Version=2010-05-08&UserName=a%2Bb+c'
    for (const from of [form(text), request({ method: 'GET', query: text })]) {
      expect(queryProtocol.operationName(from)).toBe('GetUser')
      expect(read('iam', 'GetUser', from)).toEqual({ UserName: 'a+b c' })
    }
  })

  test('names no operation when the request names none', () => {
    expect(queryProtocol.operationName(form('Version=2010-05-08'))).toBeUndefined()
    expect(queryProtocol.operationName(request({ body: 'Action=GetUser' }))).toBeUndefined()
  })

  test('reads lists of structures in the order of their numbers', () => {
    const tags = 'Tags.member.10.Key=c&Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=1'
    expect(read('iam', 'TagUser', form(`Action=TagUser&${tags}`)).Tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b' },
      { Key: 'c' },
    ])
  })

  test('reads an empty list as clients spell it', () => {
    expect(read('iam', 'TagUser', form('Tags=&UserName=u'))).toEqual({ Tags: [], UserName: 'u' })
  })

  test('reads huge and hostile indices without making room for them', () => {
    const tags = 'Tags.member.999999999.Key=last&Tags.member.0.Key=no&Tags.member.-1.Key=no&Tags.member.length.Key=no'
    expect(read('iam', 'TagUser', form(`${tags}&Tags.member.__proto__.Key=no`)).Tags).toEqual([{ Key: 'last' }])
  })

  test.each([
    ['ListUsers', 'MaxItems=ten', 'Value for parameter MaxItems is no Integer'],
    ['ListUsers', 'MaxItems=', 'Value for parameter MaxItems is no Integer'],
    ['ListUsers', 'MaxItems.x=1', 'Value for parameter MaxItems is no Integer'],
    ['TagUser', 'Tags=x', 'Value for parameter Tags is no List'],
    ['TagUser', 'Tags.member.1=x', 'Value for parameter Tags.member.1 is no Structure'],
    ['UpdateAccountPasswordPolicy', 'RequireSymbols=yes', 'Value for parameter RequireSymbols is no Boolean'],
    ['GetUser', 'UserName=%zz', 'Invalid percent-encoding in parameters'],
    ['GetUser', `${'a.'.repeat(100)}=1`, 'Parameter name has too many parts'],
    ['GetUser', 'a=1&'.repeat(20_000), 'Too many parameters'],
  ])('%s refuses %.40s', (operation, body, message) => {
    expect(() => read('iam', operation, form(body))).toThrow(
      expect.objectContaining({ code: 'MalformedInput', status: 400, message }),
    )
  })

  test('takes the first of several equal names', () => {
    expect(read('iam', 'GetUser', form('UserName=a&UserName=b')).UserName).toBe('a')
  })

  test('answers in the envelope of the service', () => {
    const output = { User: { UserName: 'a<b', CreateDate: new Date('2026-01-02T03:04:05Z') } }
    const { headers, body } = queryProtocol.writeOutput(bind('iam', 'GetUser'), output, 'id-1')
    expect(headers['content-type']).toBe('text/xml')
    expect(body).toBe(
      '<GetUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetUserResult><User>' +
        '<UserName>a&lt;b</UserName><CreateDate>2026-01-02T03:04:05Z</CreateDate>' +
        '</User></GetUserResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetUserResponse>',
    )
  })

  test('answers operations without output with metadata alone', () => {
    expect(queryProtocol.writeOutput(bind('iam', 'DeleteUser'), {}, 'id-1').body).toBe(
      '<DeleteUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">' +
        '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DeleteUserResponse>',
    )
  })

  test('says in errors whose mistake it is', () => {
    const fault = new AwsFault('NoSuchEntity', 404, 'The user with name <x> cannot be found.')
    const { status, body } = queryProtocol.writeFault(fault, 'id-1', loadModel('iam'))
    expect(status).toBe(404)
    expect(body).toBe(
      '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>' +
        '<Code>NoSuchEntity</Code><Message>The user with name &lt;x&gt; cannot be found.</Message></Error>' +
        '<RequestId>id-1</RequestId></ErrorResponse>',
    )
    expect(queryProtocol.writeFault(new AwsFault('InternalFailure', 500, ''), 'id').body).toContain(
      '<Type>Receiver</Type>',
    )
  })
})
