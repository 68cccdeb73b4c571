process.env.ASPOSE_CLIENT_ID ??= 'test';
process.env.ASPOSE_CLIENT_SECRET ??= 'test';
