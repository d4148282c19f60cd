// How files of other platforms are called, and what marks an image as made for one. Each platform's own documentation; checked 2026-11-28.

const PLATFORMS = 'aks|aws|aws-lambda|azure|ecs|eks|flyio|heroku|railway|runpod|sagemaker';

/** A folder whose images belong to another platform. */
export const OTHER_PLATFORM_FOLDER = new RegExp(`^(?:${PLATFORMS})$`, 'i');

/** A part of a Dockerfile's name that gives it to another platform or processor: `Dockerfile.lambda`, `k8s.Dockerfile`, `Dockerfile.arm64`. */
export const OTHER_PLATFORM_NAME = new RegExp(
  `(?:^|[._-])(?:${PLATFORMS}|arm|arm64|armv[678]|aarch64|compose|fly|jetson|k8s|kubernetes|lambda|raspi)(?=$|[._-])`,
  'i',
);

/**
 * Files with which other hosts of images are told to build the Dockerfile beside them. Sources: https://fly.io/docs/reference/configuration,
 * https://render.com/docs/blueprint-spec, https://docs.railway.com/reference/config-as-code, https://caprover.com/docs/captain-definition-file.html,
 * https://devcenter.heroku.com/articles/build-docker-images-heroku-yml, https://docs.aws.amazon.com/elasticbeanstalk, AWS SAM and App Runner.
 */
export const IMAGE_HOST_FILE =
  /^(?:fly(?:\.[\w-]+)?\.toml|render\.ya?ml|railway\.(?:json|toml)|captain-definition|heroku\.yml|Dockerrun\.aws\.json|samconfig\.(?:toml|yaml)|apprunner\.yaml)$/;

/**
 * Files beside a Procfile that name another host of Procfiles. Sources: https://devcenter.heroku.com/articles/app-json-schema,
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions.html, https://dokku.com/docs/processes/process-management/.
 */
export const PROCFILE_HOST_FILE = /^(?:app\.json|heroku\.yml|\.ebextensions|DOKKU_.*)$/;

/** Base images of AWS Lambda: https://docs.aws.amazon.com/lambda/latest/dg/python-image.html. */
export const LAMBDA_BASE = /^public\.ecr\.aws\/lambda\//;

/** The image of the adapter that runs web servers on AWS Lambda: https://github.com/awslabs/aws-lambda-web-adapter. */
export const LAMBDA_ADAPTER = /aws-lambda-(?:web-)?adapter\b/;

/** Resources of Terraform that run container images on AWS or Azure: https://registry.terraform.io/providers/hashicorp/aws, …/hashicorp/azurerm. */
export const OTHER_CLOUD_RESOURCE =
  /^[ \t]{0,8}resource[ \t]{1,4}"(?:aws_(?:ecs_(?:service|task_definition)|apprunner_service|lambda_function|batch_job_definition)|azurerm_(?:container_(?:app|group)|linux_web_app|linux_function_app))"/m;
