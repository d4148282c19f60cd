import { strict as assert } from 'node:assert';
import { fillIn } from '../../../server/src/facts/deploy/assigned.ts';
import { platformFacts } from '../../../server/src/facts/deploy/platform.ts';

const filled = (text: string, written: string, name = 'deploy.sh'): string =>
  fillIn(`file:///w/${name}`, text)(written);

describe('assigned names', () => {
  it('of a script have the value that it gives them', () => {
    const text = 'set -e\nSERVICE="shop-api"\nexport MEMORY=2Gi # enough\nreadonly TAG=\'v1\'\n';
    assert.equal(filled(text, '$SERVICE:${TAG} $MEMORY'), 'shop-api:v1 2Gi');
  });

  it('have none where something else may decide', () => {
    for (const text of [
      'A=1\nA=2\n',
      'A="${A:-1}"\n',
      'A=$1\n',
      'A=`x`\n',
      'A=1\nfor A in 1 2; do :; done\n',
      'A=1\nread -r A\n',
      'A=1\nif x; then A=2; fi\n',
      'A=1 other\n',
      'x && A=1\n',
    ])
      assert.equal(filled(text, '$A'), '$A', text);
  });

  it('of a Makefile and a workflow are known too', () => {
    assert.equal(
      filled('NAME := shop\nMEMORY = 1Gi\nCPU ?= 2\n', '$(NAME) ${MEMORY} $(CPU)', 'Makefile'),
      'shop 1Gi $(CPU)',
    );
    const workflow = 'env:\n  SERVICE: shop\n  IMAGE: gcr.io/${{ x }}\njobs:\n  a:\n    steps:\n';
    assert.equal(filled(workflow, '${{ env.SERVICE }} $SERVICE $IMAGE', 'ci.yml'), 'shop shop $IMAGE');
  });

  it('of PowerShell and cmd are known too', () => {
    const powershell =
      'param([string]$REGION = "europe-west1")\n$SERVICE = "shop-api"\n$TAG = git rev-parse HEAD\nif ($x) {\n  $CPU = "1"\n} else {\n  $CPU = "2"\n}\n';
    assert.equal(filled(powershell, '$SERVICE $TAG $CPU $REGION', 'deploy.ps1'), 'shop-api $TAG $CPU $REGION');
    const cmd =
      '@echo off\r\nset SERVICE=shop-api\r\nSET "MEMORY=2Gi"\r\nset IMAGE=gcr.io/%PROJECT%/x\r\nset /p CPU=\r\n';
    assert.equal(filled(cmd, '%SERVICE% %MEMORY% %IMAGE% %CPU%', 'deploy.bat'), 'shop-api 2Gi %IMAGE% %CPU%');
  });

  it('are put into the commands that deploy', () => {
    const text =
      'NAME=shop\nMEMORY="2Gi"\ngcloud run deploy "$NAME" --image "gcr.io/p/${NAME}:$TAG" --memory $MEMORY --port=$PORT\n';
    const [deploy] = platformFacts('file:///w/deploy.sh', text).deploys;
    assert.equal(deploy?.name, 'shop');
    assert.equal(deploy?.flags['memory']?.value, '2Gi');
    assert.equal(deploy?.flags['port']?.value, '$PORT');
    assert.equal(deploy?.imageText, 'gcr.io/p/shop:$TAG');
    assert.equal(deploy?.image, 'shop');
  });

  it('are no flags', () => {
    const [deploy] = platformFacts('file:///w/deploy.sh', 'gcloud run deploy --image gcr.io/p/x --source .\n').deploys;
    assert.equal(deploy?.name, undefined);
  });
});
