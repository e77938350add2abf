import { describe, expect, test } from 'vitest'
import { AwsFault } from '../aws-fault.ts'
import { ec2QueryProtocol } from './ec2-query.ts'
import { bind, form, read } from './test-request.ts'

describe('The EC2 query protocol', () => {
  test('reads capitalised names and flat lists', () => {
    const body =
      'Action=DescribeInstances&Filter.1.Name=tag:a&Filter.1.Value.1=x&Filter.1.Value.2=y&InstanceId.1=i-1&MaxResults=5'
    expect(ec2QueryProtocol.operationName(form(body))).toBe('DescribeInstances')
    expect(read('ec2', 'DescribeInstances', form(body))).toEqual({
      Filters: [{ Name: 'tag:a', Values: ['x', 'y'] }],
      InstanceIds: ['i-1'],
      MaxResults: 5,
    })
  })

  test('reads the names that EC2 spells its own way', () => {
    const body = 'NetworkInterface.1.Ipv6Addresses.1.Ipv6Address=::1&IamInstanceProfile.Name=p'
    expect(read('ec2', 'RunInstances', form(body))).toEqual({
      NetworkInterfaces: [{ Ipv6Addresses: [{ Ipv6Address: '::1' }] }],
      IamInstanceProfile: { Name: 'p' },
    })
  })

  test('refuses values of the wrong type by parameter', () => {
    expect(() => read('ec2', 'RunInstances', form('MinCount=one'))).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValue',
        message: 'Value (one) for parameter MinCount is invalid. Expected Integer.',
      }),
    )
  })

  test('answers with the request id first and lists in item elements', () => {
    const output = {
      Reservations: [{ ReservationId: 'r-1', Instances: [{ LaunchTime: new Date(0), State: { Code: 16 } }] }],
    }
    expect(ec2QueryProtocol.writeOutput(bind('ec2', 'DescribeInstances'), output, 'id-1').body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>id-1</requestId>' +
        '<reservationSet><item><reservationId>r-1</reservationId><instancesSet><item>' +
        '<instanceState><code>16</code></instanceState><launchTime>1970-01-01T00:00:00.000Z</launchTime>' +
        '</item></instancesSet></item></reservationSet></DescribeInstancesResponse>',
    )
  })

  test('answers operations without output with true', () => {
    expect(ec2QueryProtocol.writeOutput(bind('ec2', 'CreateTags'), {}, 'id-1').body).toContain(
      '<requestId>id-1</requestId><return>true</return></CreateTagsResponse>',
    )
  })

  test('puts errors in EC2s own envelope', () => {
    const { status, body } = ec2QueryProtocol.writeFault(new AwsFault('AuthFailure', 401, 'a & b'), 'id-1')
    expect(status).toBe(401)
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>AuthFailure</Code>' +
        '<Message>a &amp; b</Message></Error></Errors><RequestID>id-1</RequestID></Response>',
    )
  })
})
