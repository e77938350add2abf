import { expect, test } from 'vitest'
import { refuseAws } from './own-plane-only.ts'

test.each([
  'ssm.us-east-1.amazonaws.com',
  'SSM.US-EAST-1.AMAZONAWS.COM',
  'iam.amazonaws.com.',
  'ssm.cn-north-1.amazonaws.com.cn',
  'ssm.eusc-de-east-1.amazonaws.eu',
  'ssm.us-east-1.api.aws',
  'ssm.cn-north-1.api.amazonwebservices.com.cn',
])('%s is AWS', hostname => {
  expect(() => refuseAws(hostname)).toThrow(`${hostname} is AWS`)
})

test.each(['localhost', '127.0.0.1', '[::1]', 'plane.example.org', 'amazonaws.com.example.org', 'notamazonaws.com'])(
  '%s may be a plane',
  hostname => {
    expect(() => refuseAws(hostname)).not.toThrow()
  },
)
