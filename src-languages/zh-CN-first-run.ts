/** Simplified Chinese: the empty window and the live check in the form. Part of zh-CN.ts. */
import type { Words } from './language.ts';
import { list, number } from './locale.ts';

export const zhCNFirstRun: Pick<Words, 'firstRun' | 'live'> = {
  firstRun: {
    title: '您在哪里登录？',
    text: '选择一项，然后在浏览器中批准。Latchkey 会保持登录有效，并把令牌交给您的工具。',
    other: '其他 OpenID 提供方',
    import: {
      found: (count) => `在这台电脑上找到 ${number.format(count)} 个 AWS 登录`,
      from: (file) => `位于 ${file}`,
      look: '查看',
      choose: '要添加哪些？',
      roles: (count) => `${number.format(count)} 个角色`,
      add: (count) => `添加 ${number.format(count)} 个配置`,
      adding: '正在添加…',
      added: (names) => `已添加 ${list.format(names)}。可随时登录。`,
      problems: (count) => `文件中有 ${number.format(count)} 行被跳过`,
      line: (line, message) => `第 ${number.format(line)} 行：${message}`,
    },
    sandbox: {
      title: '只想看看？',
      text: '沙盒是这台电脑上的一个提供方，里面只有一个虚构的人。不需要账户，Latchkey 退出时它也随之结束。',
      start: '用沙盒试一试',
      starting: '正在启动…',
    },
    addAndSignIn: '添加并登录',
    addOnly: '仅添加',
  },
  live: {
    looking: '正在检查…',
    answers: (name, ways) => `${name} 有响应；可${list.format(ways)}登录。`,
    inOrder: (ways) => `填写无误；可${list.format(ways)}登录。`,
    way: { device: '用代码', browser: '在浏览器中' },
  },
};
