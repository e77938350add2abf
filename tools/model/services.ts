// Which of AWS's services get a table, and how much of each.

/** One published service. `operations` lists those with shapes ('all', or names); the rest are known by name only. */
export interface PublishedService {
  readonly name: string
  /** botocore's folder for the API version. */
  readonly apiVersion: string
  readonly operations: 'all' | readonly string[]
  /** AWS's answers end the namespace with a slash; the published model of ec2 does not. */
  readonly xmlNamespace?: string
}

export const publishedServices: readonly PublishedService[] = [
  { name: 'ssm', apiVersion: '2014-11-06', operations: 'all' },
  { name: 'iam', apiVersion: '2010-05-08', operations: 'all' },
  { name: 'sts', apiVersion: '2011-06-15', operations: 'all' },
  { name: 'organizations', apiVersion: '2016-11-28', operations: 'all' },
  {
    name: 'ec2',
    apiVersion: '2016-11-15',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    operations: [
      'AssociateIamInstanceProfile',
      'CreateTags',
      'DeleteTags',
      'DescribeIamInstanceProfileAssociations',
      'DescribeImages',
      'DescribeInstanceStatus',
      'DescribeInstances',
      'DescribeTags',
      'DisassociateIamInstanceProfile',
      'ModifyInstanceMetadataOptions',
      'RebootInstances',
      'ReplaceIamInstanceProfileAssociation',
      'RunInstances',
      'StartInstances',
      'StopInstances',
      'TerminateInstances',
    ],
  },
]
