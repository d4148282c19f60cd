import { strict as assert } from 'node:assert';
import { terraformDeploys } from '../../../server/src/facts/deploy/terraform.ts';
import type { DeployCommand } from '../../../server/src/facts/deploy/types.ts';

const resource = (type: string, body: string, label = 'api'): string =>
  `resource "google_cloud_run_${type}" "${label}" {\n${body}}\n`;
const service = (template: string): string => resource('v2_service', `  name = "shop"\n  template {\n${template}  }\n`);
const container = (body: string): string => service(`    containers {\n      image = "gcr.io/p/api:1"\n${body}    }\n`);

function flags(command: DeployCommand | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(command?.flags ?? {}).map(([name, { value }]) => [name, value]));
}

describe("Google's module for Terraform", () => {
  const module = (body: string, more = ''): string =>
    `module "cloud_run" {\n  source = "GoogleCloudPlatform/cloud-run/google${more}"\n  service_name = "shop"\n${body}}\n`;

  it('is read as flags', () => {
    const [found] = terraformDeploys(
      module(
        '  image = "gcr.io/${var.project}/api:1"\n  ports = ({\n    "name" : "http1",\n    "port" : 5000\n  })\n  limits = {\n    cpu = "2"\n    memory = var.memory\n  }\n  container_concurrency = 8\n  env_vars = [{ name = "WORKERS", value = "3" }]\n',
      ),
    );
    assert.deepEqual([found?.kind, found?.name, found?.image], ['service', 'shop', 'api']);
    const { port, cpu, memory, concurrency, 'max-instances': most } = flags(found);
    assert.deepEqual([port, cpu, memory, concurrency, most], ['5000', '2', '$', '8', '$']);
    assert.deepEqual(
      found?.lists.variables.map(({ name, value }) => [name, value]),
      [['WORKERS', '3']],
    );
  });

  it('has containers in its second version', () => {
    const v2 = (containers: string): Readonly<Record<string, string>> =>
      flags(terraformDeploys(module(`  containers = ${containers}\n`, '//modules/v2'))[0]);
    const one = v2(
      '[{\n    container_image = var.image\n    ports = { container_port = 9000 }\n    resources = { limits = { memory = "2Gi" } }\n  }]',
    );
    assert.deepEqual([one['port'], one['memory'], one['cpu']], ['9000', '2Gi', undefined]);
    assert.deepEqual([v2('var.containers')['port'], v2('var.containers')['memory']], ['$', '$']);
  });

  it('is no other module, and nothing of an image of somebody else', () => {
    assert.deepEqual(terraformDeploys('module "a" {\n  source = "GoogleCloudPlatform/lb-http/google"\n}\n'), []);
    assert.deepEqual(terraformDeploys(module('', '//modules/job-exec')), []);
    assert.deepEqual(terraformDeploys(module('  image = "hasura/graphql-engine:v2"\n')), []);
    assert.equal(terraformDeploys(module('  image = "gcr.io/cloudrun/hello"\n'))[0]?.image, undefined, 'a placeholder');
  });
});

describe('Terraform', () => {
  it('describes services as flags do', () => {
    const text = service(`    scaling {
      min_instance_count = 1
      max_instance_count = 5
    }
    timeout                          = "600s"
    max_instance_request_concurrency = 20
    containers {
      image = "europe-docker.pkg.dev/p/r/api:\${var.tag}"
      ports { container_port = 9000 }
      resources {
        limits            = { cpu = "2", memory = "2Gi" }
        cpu_idle          = false
        startup_cpu_boost = true
      }
      env {
        name  = "WEB_CONCURRENCY"
        value = "4"
      }
      env {
        name = "TOKEN"
        value_source { secret_key_ref { secret = "token" } }
      }
    }
`);
    const [found] = terraformDeploys(text);
    assert.deepEqual(
      [found?.by, found?.kind, found?.name, found?.label, found?.image],
      ['terraform', 'service', 'shop', 'api', 'api'],
    );
    assert.deepEqual(flags(found), {
      'min-instances': '1',
      'max-instances': '5',
      timeout: '600s',
      concurrency: '20',
      port: '9000',
      cpu: '2',
      memory: '2Gi',
      'no-cpu-throttling': '',
      'cpu-boost': '',
    });
    assert.equal(text.slice(found?.flags['memory']?.start, found?.flags['memory']?.end), 'memory = "2Gi"');
    assert.deepEqual(
      found?.lists.variables.map(({ name, value }) => [name, value]),
      [
        ['WEB_CONCURRENCY', '4'],
        ['TOKEN', undefined],
      ],
    );
  });

  it('describes the older service, jobs and worker pools', () => {
    const [knative] = terraformDeploys(
      resource(
        'service',
        `  name = "shop"
  template {
    metadata {
      annotations = {
        "autoscaling.knative.dev/maxScale"  = "3"
        "run.googleapis.com/cpu-throttling" = "false"
      }
    }
    spec {
      container_concurrency = 8
      timeout_seconds       = 120
      containers {
        image = var.image
        resources { limits = { memory = "1Gi" } }
      }
    }
  }
`,
      ),
    );
    assert.equal(knative?.image, undefined);
    assert.deepEqual(flags(knative), {
      timeout: '120',
      concurrency: '8',
      'max-instances': '3',
      'no-cpu-throttling': '',
      memory: '1Gi',
    });
    const job =
      '  name = "nightly"\n  template {\n    template {\n      timeout = "3600s"\n      containers { image = "gcr.io/p/etl" }\n    }\n  }\n';
    const [nightly] = terraformDeploys(resource('v2_job', job));
    assert.deepEqual(
      [nightly?.kind, nightly?.image, flags(nightly)],
      ['job', 'gcr.io/p/etl', { 'task-timeout': '3600s' }],
    );
    const pool = '  template {\n    containers { image = "gcr.io/p/pull" }\n  }\n';
    assert.equal(terraformDeploys(resource('v2_worker_pool', pool))[0]?.kind, 'worker-pool');
  });

  it('says which volumes are mounted', () => {
    const mounts = (text: string): readonly (readonly [string, string | undefined])[] | undefined =>
      terraformDeploys(text)[0]?.lists.mounts?.map(({ volume, path }) => [volume, path]);
    const block = (path: string): string =>
      `      volume_mounts {\n        name = "a"\n        mount_path = ${path}\n      }\n`;
    assert.equal(mounts(container('')), undefined);
    assert.deepEqual(mounts(container(`${block('"/data"')}${block('var.path')}`)), [
      ['a', '/data'],
      ['a', undefined],
    ]);
    assert.deepEqual(mounts(container('      dynamic "volume_mounts" {\n        for_each = var.mounts\n      }\n')), [
      ['', undefined],
    ]);
    const secret = '    volumes {\n      name = "a"\n      secret { secret = "token" }\n    }\n';
    const only = `    containers {\n      image = "gcr.io/p/api"\n${block('"/secrets"')}    }\n`;
    assert.equal(mounts(service(only + secret)), undefined, 'a secret is not written to');
    assert.deepEqual(mounts(service(only + secret.replace(/secret \{.*\}/, 'gcs { bucket = "b" }'))), [
      ['a', '/secrets'],
    ]);
    const module = (written: string): string =>
      `module "run" {\n  source = "GoogleCloudPlatform/cloud-run/google"\n  volume_mounts = ${written}\n}\n`;
    assert.deepEqual(mounts(module('[{ name = "a", mount_path = "/data" }]')), [['a', '/data']]);
    assert.deepEqual(mounts(module('var.mounts')), [['', undefined]]);
    assert.equal(mounts(module('[]')), undefined);
  });

  it('says what only Terraform knows', () => {
    const open = (body: string): object => flags(terraformDeploys(container(body))[0]);
    assert.deepEqual(open('      resources { limits = { memory = var.memory, cpu = "1" } }\n'), {
      memory: '$',
      cpu: '1',
      'no-cpu-throttling': '$',
    });
    assert.deepEqual(open('      resources { limits = var.limits }\n'), {
      memory: '$',
      cpu: '$',
      'no-cpu-throttling': '$',
    });
    assert.deepEqual(
      open(
        '      dynamic "ports" {\n        for_each = var.ports\n        content { container_port = ports.value }\n      }\n',
      ),
      {
        port: '$',
      },
    );
    const lists = terraformDeploys(
      container('      command = ["python", "-m", var.module]\n      args = var.args\n'),
    )[0]?.lists;
    assert.deepEqual(lists?.command?.value, ['python', '-m', '$']);
    assert.equal(lists?.args, undefined, 'a variable may be null');
    const dynamic = service(
      '    dynamic "containers" {\n      for_each = var.containers\n      content { image = containers.value }\n    }\n',
    );
    assert.equal(flags(terraformDeploys(dynamic)[0])['memory'], '$');
  });

  it('names what is deployed as far as it is written out', () => {
    const named = (name: string, image: string, label = 'default'): unknown => {
      const [found] = terraformDeploys(
        resource('v2_service', `  name = ${name}\n  template {\n    containers { image = ${image} }\n  }\n`, label),
      );
      return found && [found.name, found.label, found.image];
    };
    assert.deepEqual(named('"${var.app}-worker"', 'local.image', 'worker'), ['worker', 'worker', undefined]);
    assert.deepEqual(named('var.name', '"${local.repo}/api:${var.tag}"'), [undefined, undefined, 'api']);
    assert.deepEqual(named('"x"', '"us-docker.pkg.dev/cloudrun/container/hello"'), ['x', undefined, undefined]);
    assert.equal(
      named('"x"', '"us-docker.pkg.dev/cloudrun/container/gemma/gemma3-4b"'),
      undefined,
      'the image of Google',
    );
    assert.equal(named('"x"', '"metabase/metabase:v0.50"'), undefined, 'the image of somebody else');
  });

  it('gives the name of a service to the container that gets its requests', () => {
    const text = service(`    containers {
      image = "gcr.io/p/web"
      ports { container_port = 8080 }
    }
    containers { image = "gcr.io/p/agent" }
`);
    assert.deepEqual(
      terraformDeploys(text).map(({ name, image }) => [name, image]),
      [
        ['shop', 'gcr.io/p/web'],
        [undefined, 'gcr.io/p/agent'],
      ],
    );
  });

  it('is silent on everything else', () => {
    assert.deepEqual(
      terraformDeploys('resource "google_cloud_run_v2_service_iam_member" "x" {\n  role = "x"\n}\n'),
      [],
    );
    assert.deepEqual(terraformDeploys('data "google_cloud_run_v2_service" "x" {\n  name = "x"\n}\n'), []);
  });
});
