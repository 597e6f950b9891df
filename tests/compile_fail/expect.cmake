# Builds TARGET in BUILD; passes when that fails with a message that matches EXPECTED.

execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --target ${TARGET}
    RESULT_VARIABLE result OUTPUT_VARIABLE messages ERROR_VARIABLE messages)
if(result EQUAL 0)
    message(FATAL_ERROR "${TARGET} compiles, and must not")
endif()
if(NOT messages MATCHES "${EXPECTED}")
    message(FATAL_ERROR "${TARGET} fails without the message \"${EXPECTED}\":\n${messages}")
endif()
