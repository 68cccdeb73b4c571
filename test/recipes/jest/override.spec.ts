import { expect, it, jest } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { AsposeClient } from 'nestjs-aspose-auth';
import { of } from 'rxjs';
import { Reports } from '../app.module.js';

it('works with a client that is a plain object', async () => {
  const get = jest.fn(() => of({ data: { Value: [{ Name: 'May.docx' }] } }));
  const moduleRef = await Test.createTestingModule({
    providers: [Reports, { provide: AsposeClient, useValue: { get } }],
  }).compile();
  expect(await moduleRef.get(Reports).names()).toEqual(['May.docx']);
});
