# SYNTAX TEST "source.dockerfile" "the shell form of CMD and ENTRYPOINT"

CMD exec gunicorn --bind :$PORT -w4 --threads=8 main:app
# <--- source.dockerfile meta.launch.cloud-run.dockerfile keyword.other.special-method.dockerfile
#   ^^^^ meta.launch.cloud-run.dockerfile - support.function.server.cloud-run.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
#        ^^^^^^^^ support.function.server.cloud-run.dockerfile
#                 ^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile
#                        ^ - variable.language.platform.cloud-run.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
#                         ^^^^^ variable.language.platform.cloud-run.dockerfile
#                               ^^ entity.other.attribute-name.flag.cloud-run.dockerfile
#                                 ^ - entity.other.attribute-name.flag.cloud-run.dockerfile
#                                   ^^^^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile
#                                            ^ - entity.other.attribute-name.flag.cloud-run.dockerfile
#                                              ^^^^^^^^ - support.function.server.cloud-run.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile variable.language.platform.cloud-run.dockerfile

CMD uvicorn main:app --port ${PORT:-8080} --root-path "$K_SERVICE" && echo --done ${PORTS} $PORTAL
#   ^^^^^^^ support.function.server.cloud-run.dockerfile
#                    ^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile
#                           ^^^^^^^^^^^^^ variable.language.platform.cloud-run.dockerfile
#                                                     ^ string.quoted.double.dockerfile punctuation.definition.string.begin.dockerfile
#                                                      ^^^^^^^^^^ string.quoted.double.dockerfile variable.language.platform.cloud-run.dockerfile
#                                                                     ^^^^^^ - entity.other.attribute-name.flag.cloud-run.dockerfile
#                                                                            ^^^^^^^^ - variable.language.platform.cloud-run.dockerfile
#                                                                                     ^^^^^^^ - variable.language.platform.cloud-run.dockerfile

entrypoint /usr/local/bin/streamlit run app.py \
# <---------- meta.launch.cloud-run.dockerfile keyword.other.special-method.dockerfile
#          ^^^^^^^^^^^^^^^ - support.function.server.cloud-run.dockerfile
#                         ^^^^^^^^^ support.function.server.cloud-run.dockerfile
#                                              ^ meta.launch.cloud-run.dockerfile punctuation.separator.continuation.line.dockerfile
    --server.port $PORT \
#   ^^^^^^^^^^^^^ meta.launch.cloud-run.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
#                 ^^^^^ variable.language.platform.cloud-run.dockerfile

    --server.address=0.0.0.0
#   ^^^^^^^^^^^^^^^^ meta.launch.cloud-run.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
ENV HOST=$PORT
# <--- keyword.other.special-method.dockerfile - meta.launch.cloud-run.dockerfile
#        ^^^^^ - variable.language.platform.cloud-run.dockerfile

CMD sh -c 'exec hypercorn --bind 0.0.0.0:$PORT main:app'
#         ^ string.quoted.single.dockerfile
#               ^^^^^^^^^ string.quoted.single.dockerfile support.function.server.cloud-run.dockerfile
#                         ^^^^^^ string.quoted.single.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
#                                        ^^^^^ string.quoted.single.dockerfile variable.language.platform.cloud-run.dockerfile
#                                                      ^ punctuation.definition.string.end.dockerfile - support.function.server.cloud-run.dockerfile

CMD gunicorn --bind ':$PORT' main:app; granian --port $PORT
#                   ^^^^^^^^ string.quoted.single.dockerfile - variable.language.platform.cloud-run.dockerfile
#                                    ^ - support.function.server.cloud-run.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile
#                                      ^^^^^^^ support.function.server.cloud-run.dockerfile
#                                              ^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile

CMD flask --app main run --port $PORT
#   ^^^^^ support.function.server.cloud-run.dockerfile
#         ^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile

CMD celery -A flask worker
#   ^^^^^^^^^^^^^^^^^^^^^^ meta.launch.cloud-run.dockerfile - support.function.server.cloud-run.dockerfile entity.other.attribute-name.flag.cloud-run.dockerfile

CMD python manage.py runserver --noreload
#   ^^^^^^ - support.function.server.cloud-run.dockerfile
#                    ^^^^^^^^^ support.function.server.cloud-run.dockerfile
#                              ^^^^^^^^^^ entity.other.attribute-name.flag.cloud-run.dockerfile

CMD gunicorn main:app "unterminated
#                     ^ string.quoted.double.dockerfile
RUN gunicorn --version $PORT
# <--- keyword.other.special-method.dockerfile - meta.launch.cloud-run.dockerfile string.quoted.double.dockerfile
#   ^^^^^^^^ - support.function.server.cloud-run.dockerfile
#            ^^^^^^^^^ - entity.other.attribute-name.flag.cloud-run.dockerfile
#                      ^^^^^ - variable.language.platform.cloud-run.dockerfile
