// What gift-pegjs understands of a GIFT file: node read_gift.mjs FILE
import fs from "fs";
import { createRequire } from "module";

const { parse } = createRequire(import.meta.url)("gift-pegjs");

// The right side of a matching is the one place where this parser leaves its own codes for escaped characters.
const decoded = (text) => text.replace(/&&(\d{3});?/g, (_, code) => String.fromCharCode(Number(code)));
const html = (text) => (text === null ? "" : text.text);

const questions = parse(fs.readFileSync(process.argv[2], "utf8"))
  .filter((question) => question.type !== "Category")
  .map((question) => ({
    title: question.title,
    id: question.id,
    stem: question.stem.text,
    told: html(question.globalFeedback),
    truth: question.isTrue,
    choices: (question.choices ?? []).map((choice) => ({
      text: choice.text.text,
      right: choice.isCorrect || Number(choice.weight) > 0,
      why: html(choice.feedback),
    })),
    pairs: (question.matchPairs ?? []).map((pair) => [pair.subquestion.text, decoded(pair.subanswer)]),
  }));
process.stdout.write(JSON.stringify(questions));
