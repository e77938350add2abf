// Default Host Management's setting and role, named as AWS's own documentation and console name them.

export const settingId = '/ssm/managed-instance/default-ec2-instance-management-role'
export const defaultRole = { path: '/service-role/', name: 'AWSSystemsManagerDefaultEC2InstanceManagementRole' }
export const managedPolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'

export const trustPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: '', Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})

/** The value of the setting while it names no role. */
export const noRole = '$None'
