// The operations of EC2 that are served: nothing but the list.
import { DescribeImages } from './images/describe-images.ts'
import { AssociateIamInstanceProfile } from './instance-profile-associations/associate-iam-instance-profile.ts'
import { DescribeIamInstanceProfileAssociations } from './instance-profile-associations/describe-iam-instance-profile-associations.ts'
import { DisassociateIamInstanceProfile } from './instance-profile-associations/disassociate-iam-instance-profile.ts'
import { ReplaceIamInstanceProfileAssociation } from './instance-profile-associations/replace-iam-instance-profile-association.ts'
import { DescribeInstanceStatus } from './instances/describe-instance-status.ts'
import { DescribeInstances } from './instances/describe-instances.ts'
import { ModifyInstanceMetadataOptions } from './instances/modify-instance-metadata-options.ts'
import { RebootInstances } from './instances/reboot-instances.ts'
import { RunInstances } from './instances/run-instances.ts'
import { StartInstances } from './instances/start-instances.ts'
import { StopInstances } from './instances/stop-instances.ts'
import { TerminateInstances } from './instances/terminate-instances.ts'
import { CreateTags } from './tags/create-tags.ts'
import { DeleteTags } from './tags/delete-tags.ts'
import { DescribeTags } from './tags/describe-tags.ts'

export const ec2Operations = [
  AssociateIamInstanceProfile,
  CreateTags,
  DeleteTags,
  DescribeIamInstanceProfileAssociations,
  DescribeImages,
  DescribeInstanceStatus,
  DescribeInstances,
  DescribeTags,
  DisassociateIamInstanceProfile,
  ModifyInstanceMetadataOptions,
  RebootInstances,
  ReplaceIamInstanceProfileAssociation,
  RunInstances,
  StartInstances,
  StopInstances,
  TerminateInstances,
]
