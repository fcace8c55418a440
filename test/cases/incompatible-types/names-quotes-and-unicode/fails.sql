ALTER TABLE "Ünï ""cödé"""."списки 表" ADD CONSTRAINT "ключ ""'\ 表"
  FOREIGN KEY ("ссылка $1 ""z"" \ '") REFERENCES "Ünï ""cödé"""."Größe ""x"" \ 'y'" ("the id");
