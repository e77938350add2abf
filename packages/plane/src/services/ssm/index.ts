// The operations of Systems Manager that are served: nothing but the list.
import { DescribeInstanceInformation } from './nodes/describe-instance-information.ts'
import { DescribeInstanceProperties } from './nodes/describe-instance-properties.ts'
import { GetConnectionStatus } from './nodes/get-connection-status.ts'
import { UpdateInstanceInformation } from './nodes/update-instance-information.ts'
import { GetParameter } from './parameters/get-parameter.ts'
import { GetParametersByPath } from './parameters/get-parameters-by-path.ts'
import { GetParameters } from './parameters/get-parameters.ts'
import { RegisterManagedInstance } from './registration/register-managed-instance.ts'
import { RequestManagedInstanceRoleToken } from './registration/request-managed-instance-role-token.ts'
import { UpdateManagedInstancePublicKey } from './registration/update-managed-instance-public-key.ts'
import { DescribeSessions } from './sessions/describe-sessions.ts'
import { ResumeSession } from './sessions/resume-session.ts'
import { StartSession } from './sessions/start-session.ts'
import { TerminateSession } from './sessions/terminate-session.ts'
import { GetServiceSetting } from './settings/get-service-setting.ts'
import { ResetServiceSetting } from './settings/reset-service-setting.ts'
import { UpdateServiceSetting } from './settings/update-service-setting.ts'
import { AddTagsToResource } from './tags/add-tags-to-resource.ts'
import { ListTagsForResource } from './tags/list-tags-for-resource.ts'
import { RemoveTagsFromResource } from './tags/remove-tags-from-resource.ts'

export const ssmOperations = [
  AddTagsToResource,
  DescribeInstanceInformation,
  DescribeInstanceProperties,
  DescribeSessions,
  GetConnectionStatus,
  GetParameter,
  GetParameters,
  GetParametersByPath,
  GetServiceSetting,
  ListTagsForResource,
  RegisterManagedInstance,
  RemoveTagsFromResource,
  RequestManagedInstanceRoleToken,
  ResetServiceSetting,
  ResumeSession,
  StartSession,
  TerminateSession,
  UpdateInstanceInformation,
  UpdateManagedInstancePublicKey,
  UpdateServiceSetting,
]
