# SYNTAX TEST "source.dockerfile" "the exec form of CMD and ENTRYPOINT"

CMD ["gunicorn", "-b", "0.0.0.0:$PORT", "--threads=8", "-w4", "main:app"]
# <--- meta.launch.cloud-run.dockerfile keyword.other.special-method.dockerfile
#   ^ meta.exec-form.cloud-run.dockerfile punctuation.definition.array.begin.dockerfile
#    ^ string.quoted.double.dockerfile punctuation.definition.string.begin.dockerfile
#     ^^^^^^^^ string.quoted.double.dockerfile support.function.server.cloud-run.dockerfile
#             ^ string.quoted.double.dockerfile punctuation.definition.string.end.dockerfile
#              ^ - string.quoted.double.dockerfile
#                 ^^ string.quoted.double.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
#                       ^^^^^^^^ string.quoted.double.dockerfile - entity.other.attribute-name.flag.cloud-run.dockerfile constant.other.placeholder.unexpanded.cloud-run.dockerfile
#                               ^^^^^ string.quoted.double.dockerfile constant.other.placeholder.unexpanded.cloud-run.dockerfile - variable.language.platform.cloud-run.dockerfile
#                                        ^^^^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile
#                                                 ^^ string.quoted.double.dockerfile - entity.other.attribute-name.flag.cloud-run.dockerfile
#                                                       ^^ entity.other.attribute-name.flag.cloud-run.dockerfile
#                                                         ^ - entity.other.attribute-name.flag.cloud-run.dockerfile
#                                                              ^^^^^^^^ string.quoted.double.dockerfile - entity.other.attribute-name.flag.cloud-run.dockerfile
#                                                                       ^ punctuation.definition.array.end.dockerfile

CMD ["python", "-m", "uvicorn", "main:app", "--port", "8080"]
#     ^^^^^^ string.quoted.double.dockerfile - support.function.server.cloud-run.dockerfile
#               ^^ - entity.other.attribute-name.flag.cloud-run.dockerfile
#                     ^^^^^^^ support.function.server.cloud-run.dockerfile
#                                ^^^^^^^^ - entity.other.attribute-name.flag.cloud-run.dockerfile support.function.server.cloud-run.dockerfile
#                                            ^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile

CMD ["sh", "-c", "exec uvicorn main:app --host 0.0.0.0 --port ${PORT:-8080}"]
#   ^ meta.exec-form.shell.cloud-run.dockerfile punctuation.definition.array.begin.dockerfile
#     ^^ - support.function.server.cloud-run.dockerfile
#           ^^ - entity.other.attribute-name.flag.cloud-run.dockerfile
#                      ^^^^^^^ string.quoted.double.dockerfile support.function.server.cloud-run.dockerfile
#                                       ^^^^^^ string.quoted.double.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
#                                                      ^^^^^^ string.quoted.double.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
#                                                             ^^^^^^^^^^^^^ string.quoted.double.dockerfile variable.language.platform.cloud-run.dockerfile
#                                                                          ^ punctuation.definition.string.end.dockerfile

ENTRYPOINT ["/bin/bash", "-lc", "gunicorn -b :$PORT \"main:app\""]
#                                ^^^^^^^^ support.function.server.cloud-run.dockerfile
#                                         ^^ entity.other.attribute-name.flag.cloud-run.dockerfile
#                                             ^^^^^ variable.language.platform.cloud-run.dockerfile
#                                                   ^^ string.quoted.double.dockerfile constant.character.escaped.dockerfile
#                                                                ^ punctuation.definition.array.end.dockerfile

CMD [ \
  "/venv/bin/gunicorn", \
#  ^^^^^^^^^^ string.quoted.double.dockerfile - support.function.server.cloud-run.dockerfile
#            ^^^^^^^^ support.function.server.cloud-run.dockerfile
  "--bind", ":8080", \
#  ^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile

  "main:app" \
#  ^^^^^^^^ meta.exec-form.cloud-run.dockerfile string.quoted.double.dockerfile
]
# <- meta.exec-form.cloud-run.dockerfile punctuation.definition.array.end.dockerfile
EXPOSE 8080
# <------ keyword.other.special-method.dockerfile - meta.launch.cloud-run.dockerfile

CMD ["fastapi", "run", "--port", "8080"]
#     ^^^^^^^ support.function.server.cloud-run.dockerfile
#                ^^^ - entity.other.attribute-name.flag.cloud-run.dockerfile support.function.server.cloud-run.dockerfile
#                       ^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile

CMD ["python", "-m", "flask_worker", "--flask"]
#                     ^^^^^^^^^^^^ - support.function.server.cloud-run.dockerfile
#                                     ^^^^^^^ - entity.other.attribute-name.flag.cloud-run.dockerfile support.function.server.cloud-run.dockerfile

CMD ["uvicorn", "main:app"
#     ^^^^^^^ support.function.server.cloud-run.dockerfile
LABEL server="gunicorn --bind :$PORT"
# <----- keyword.other.special-method.dockerfile - meta.launch.cloud-run.dockerfile
#             ^^^^^^^^ string.quoted.double.dockerfile - support.function.server.cloud-run.dockerfile
#                              ^^^^^ - variable.language.platform.cloud-run.dockerfile constant.other.placeholder.unexpanded.cloud-run.dockerfile
